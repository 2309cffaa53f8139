"""The figures of `./dev bench durable` for people, each beside what it should be."""

from collections.abc import Mapping

from bench import figures

ACKNOWLEDGED = {
    "bare_sqlite3": "bare sqlite3 writer, the same rows, group commit",
    "inbox": "our inbox: Inbox.accept in a process, no HTTP",
    "http_web": "our front door: POST /chat/messages, and reading what was told",
    "http_sms": "our front door: signed SMS webhook, and reading what was told",
}
MARKS = {
    "ack_p99_ms_at_50": ("acknowledged at 50 messages/s, p99 ms", "≤ 50"),
    "ack_p50_ms_at_50": ("… p50 ms", ""),
    "ack_p99_ms_at_300": ("acknowledged at 300 messages/s, p99 ms", "≤ 500"),
    "ack_p50_ms_at_300": ("… p50 ms", ""),
    "done_to_answer_p95_ms": ("Done pressed to first word, a bot that answers at once, p95 ms", "≤ 150"),
    "done_to_answer_p50_ms": ("… p50 ms", ""),
    "burst_answers": ("answers to a burst of 20 fragments", "1"),
    "service_start_cpu_s": ("the service's start, CPU s", ""),
    "service_memory_mb": ("the service's memory, MB", ""),
}
BESIDE = {
    "{who}_{web}_ack_p50_ms": "web: acknowledged, p50 ms",
    "{who}_{web}_ack_p99_ms": "web: acknowledged, p99 ms",
    "{who}_{sms}_ack_p50_ms": "SMS: acknowledged, p50 ms",
    "{who}_{sms}_ack_p99_ms": "SMS: acknowledged, p99 ms",
    "{who}_done_to_answer_p50_ms": "Done to first word, p50 ms",
    "{who}_done_to_answer_p95_ms": "Done to first word, p95 ms",
    "{who}_{web}_turns_per_second": "web: turns/s, eight customers at once",
    "{who}_{sms}_turns_per_second": "SMS: turns/s, eight customers at once",
    "{who}_{web}_silent_share": "web: share of turns without a word (`200 []`)",
    "{who}_memory_mb": "memory of all processes, MB",
    "{who}_start_s": "start until ready, s",
    "{who}_start_cpu_s": "start, CPU s",
}
WHO = {
    "stock": ("Rasa, `rasa init`", "rest", "twilio"),
    "stock_our_model": ("Rasa's channels, our model", "rest", "twilio"),
    "ours": ("Amends, all processes", "web", "sms"),
}


def of_the_service(found: Mapping[str, float]) -> None:
    bare = found["ack_per_cpu_second_bare_sqlite3"]
    print("\nDurable acknowledgements for each second of a processor (mark: 0.5 of the bare writer)")
    rows = [
        [words, f"{found[f'ack_per_cpu_second_{name}']:,.0f}", f"{found[f'ack_per_cpu_second_{name}'] / bare:.3f}"]
        for name, words in ACKNOWLEDGED.items()
    ]
    figures.table(["", "/CPU s", "ratio"], rows)
    print("\nThe service with a bot that answers at once")
    figures.table(["", "", "mark"], [[words, f"{found[name]:.1f}", mark] for name, (words, mark) in MARKS.items()])


def beside_rasa(found: Mapping[str, float]) -> None:
    print("\nSide by side: one greeting and its answer. Stock channels acknowledge when the turn is over, from memory;")
    print("ours when the message is on disk. A turn of ours is a message, Done and the answer on the stream.")
    print("Turns without a word failed: our actions need what our channel brings (docs/speed.md).")
    rows = []
    for name, words in BESIDE.items():
        keys = [name.format(who=who, web=web, sms=sms) for who, (_, web, sms) in WHO.items()]
        rows.append([words, *(f"{found[key]:.2f}" if key in found else "" for key in keys)])
    trained = [found.get(name) for name in ("stock_train_s", "stock_our_model_train_s", "train_s")]
    rows.append(["training, s", *("" if one is None else f"{one:.0f}" for one in trained)])
    figures.table(["", *(title for title, _, _ in WHO.values())], rows)
    ratio = found["turns_per_second_ratio"]
    print(f"\nAmends, a whole turn by the web: {ratio:.2f} × the turns/s of Rasa's REST channel with `rasa init`")
