"""Stock Rasa and ours in one run, one after the other; who is not measured is off or idle."""

from pathlib import Path

from bench import load, side_by_side, stock_rasa
from bench.our_system import our_system, training
from bench.rounds import Rounds

OURS = "ours"
STOCK = "stock"
STOCK_WITH_OURS = "stock_our_model"


async def measured(folder: Path, rounds: Rounds) -> dict[str, float]:
    project, trained = stock_rasa.as_it_comes()
    found = dict(trained)
    if rounds.trains:
        found["train_s"] = training(_new(folder, "training"))
    with load.loader() as pool:
        found |= _named(STOCK, await side_by_side.stock(project, _new(folder, STOCK), rounds, pool))
        with our_system(_new(folder, OURS)) as system:
            found |= _named(OURS, await side_by_side.ours(system, rounds, pool))
            # Behind stock channels our model asks the same action server.
            actions = system.system.children["actions"].command[-1]
            model = system.system.children["bot"].command
            project = stock_rasa.our_model(_new(folder, STOCK_WITH_OURS), _after(model, "--model"), int(actions))
            more = await side_by_side.stock(project, folder / STOCK_WITH_OURS, rounds, pool)
        found |= _named(STOCK_WITH_OURS, more)
    return found | {
        "turns_per_second_ratio": found["ours_web_turns_per_second"] / found["stock_rest_turns_per_second"],
        "memory_mb_total": found["ours_memory_mb"],
        "start_cpu_s": found["ours_start_cpu_s"],
        "done_to_answer_p95_ms_trained_model": found["ours_done_to_answer_p95_ms"],
    }


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _named(whose: str, found: dict[str, float]) -> dict[str, float]:
    return {f"{whose}_{name}": value for name, value in found.items()}


def _after(words: list[str], option: str) -> str:
    return words[words.index(option) + 1]
