"""What every Python process of the bot starts with: its defaults, and stand-ins for the TensorFlow that is left out."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

DEFAULTS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SANIC_HOST": "127.0.0.1",  # of the action server, which asks nobody for a secret
    "AMENDS_ACTIONS_URL": "http://127.0.0.1:5055/webhook",
    "AMENDS_TRACKER_DB": "../var/bot.db",
}
LEFT_OUT = ("tensorflow", "keras")
SENTENCE = (
    "tensorflow, which is left out on purpose: to use it, delete override-dependencies in bot/pyproject.toml, "
    "recompile bot/requirements.lock and install it"
)


class TensorFlowLeftOut(ImportError):
    """A part of Rasa that needs TensorFlow was really used."""


class StandIn(type):
    """A class for every name of TensorFlow: may be named, subclassed and subscripted, never used."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__name__}.{name}")

    def __getitem__(cls, _: object) -> "StandIn":
        return cls

    def __call__(cls, *_: object, **__: object) -> Any:
        raise TensorFlowLeftOut(f"{cls.__name__} is part of {SENTENCE}.")


def _function(*given: Callable[..., Any], **_: object) -> Any:
    """tf.function decorates methods while modules load; those methods cannot run, but they may be defined."""
    return given[0] if given else (lambda method: method)


def _stand_in(name: str) -> Any:
    if name == "tensorflow.function" or name.endswith("register_keras_serializable"):
        return _function
    return StandIn(name, (), {})


class StandInModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname == "rasa.engine.validation":
            return self._watched(fullname, path)
        if fullname.partition(".")[0] in LEFT_OUT:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass

    @staticmethod
    def _watched(fullname: str, path: Sequence[str] | None) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = _refusing_stand_ins(spec.loader.exec_module)  # type: ignore[method-assign]
        return spec


def _refusing_stand_ins(load: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
    """Rasa checks every configured component before it trains or loads a model: the place to say what is missing."""

    def load_and_wrap(module: ModuleType) -> None:
        load(module)
        check = module._validate_required_packages

        def _validate_required_packages(node: Any) -> None:
            if any(_uses_a_stand_in(part) for part in node.uses.__mro__):
                from rasa.shared.exceptions import InvalidConfigException  # printed by Rasa without a traceback

                raise InvalidConfigException(f"Component '{node.uses.__name__}' requires {SENTENCE}.")
            check(node)

        module._validate_required_packages = _validate_required_packages  # type: ignore[attr-defined]

    return load_and_wrap


def _uses_a_stand_in(part: type) -> bool:
    names = vars(sys.modules[part.__module__]).values()
    return any(isinstance(name, StandInModule) for name in names)


for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)
if importlib.util.find_spec("tensorflow") is None:
    sys.meta_path.insert(0, StandInFinder())
