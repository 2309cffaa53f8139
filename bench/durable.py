"""`./dev bench durable`: what an acknowledged message and an answer cost, here and in Rasa as it comes."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from bench import beside_rasa, figures, load, our_service, tables
from bench.rounds import FULL, QUICK, Rounds


def main() -> None:
    parser = figures.arguments("durable", __doc__ or "")
    parser.add_argument("--quick", action="store_true", help="short rounds: every figure, none of them steady")
    parser.add_argument("--without-rasa", action="store_true", help="only the service, with a bot that answers at once")
    options = parser.parse_args()
    rounds = QUICK if options.quick else FULL
    folder = Path(tempfile.mkdtemp(prefix="amends-bench-"))
    try:
        found = asyncio.run(of_the_service(folder, rounds))
        tables.of_the_service(found)
        figures.keep(options.json, found)
        if not options.without_rasa:
            more = asyncio.run(beside_rasa.measured(folder, rounds))
            tables.beside_rasa(more)
            figures.keep(options.json, found | more)
    finally:
        shutil.rmtree(folder)


async def of_the_service(folder: Path, rounds: Rounds) -> dict[str, float]:
    with load.loader() as pool:
        return {
            **await our_service.acknowledgements(folder, rounds, pool),
            **await our_service.latencies(folder, rounds, pool),
            **await our_service.answers(folder, rounds, pool),
        }


if __name__ == "__main__":
    main()
