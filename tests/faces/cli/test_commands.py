"""The commands, each run as a person runs it."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tests.faces.cli.conftest import RULES, Run, run_in, serving

pytestmark = pytest.mark.slow
QUESTION = "Combien coûte la location du gymnase pour une association extérieure ?"


def test_a_folder_goes_in_and_a_question_gets_an_exact_sourced_sentence(beffroi: Run, papers: Path) -> None:
    entered = beffroi("ingest", str(papers))
    assert entered.returncode == 0, entered.stderr
    assert "sport/règlement gymnase.txt" in entered.stdout
    assert ".caché" not in entered.stdout
    answer = json.loads(beffroi("ask", QUESTION, "--json").stdout)
    assert answer["decision"] in {"sure", "unsure"}
    assert "45 euros par heure" in answer["sentences"][0]["text"]
    assert answer["sentences"][0]["text"] in RULES
    spoken = beffroi("ask", QUESTION).stdout
    assert "45 euros" in spoken
    assert "sans modèle" in spoken


def test_what_nobody_wrote_is_not_answered_with_assurance(beffroi: Run, papers: Path) -> None:
    beffroi("ingest", str(papers))
    answer = json.loads(beffroi("ask", "Quel est le prix du stationnement des camping-cars ?", "--json").stdout)
    assert answer["decision"] != "sure"


def test_search_names_the_document_and_the_passage(beffroi: Run, papers: Path) -> None:
    beffroi("ingest", str(papers))
    found = beffroi("search", "horaires samedi", "--limit", "1").stdout
    assert "9 h à 11 h 30" in found


def test_the_same_folder_twice_is_one_set_of_documents(beffroi: Run, papers: Path) -> None:
    beffroi("ingest", str(papers))
    again = beffroi("ingest", str(papers))
    assert again.stdout.count("Déjà présent") == 2


def test_a_file_that_cannot_be_read_is_said_and_the_exit_status_tells(beffroi: Run, papers: Path) -> None:
    (papers / "photo.pdf").write_bytes(b"%PDF-1.4 this is broken")
    entered = beffroi("ingest", str(papers))
    assert entered.returncode == 1
    assert "damaged" in entered.stdout
    assert entered.stdout.count("Nouveau document") == 2


def test_beside_a_running_server_the_work_is_handed_over(data: Path, papers: Path) -> None:
    with serving(data):
        entered = run_in(data, "ingest", str(papers))
        assert entered.returncode == 0, entered.stderr
        assert entered.stdout.count("Nouveau document") == 2
        assert "45 euros" in run_in(data, "ask", QUESTION).stdout
        assert run_in(data, "reindex").stdout == "Index reconstruit.\n"


def test_who_acts_must_be_known(beffroi: Run, papers: Path) -> None:
    refused = beffroi("ingest", str(papers), "--membre", "inconnu@bourg-neuf.example")
    assert refused.returncode == 1
    assert "[cli.who]" in refused.stderr
    assert "maire@bourg-neuf.example" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ingest", "/nulle/part"), "cli.path"),
        (("ingest", "/etc/hostname", "--base", "Autre"), "cli.which_base"),
        (("ask", "Qui ?", "--base", "Autre"), "cli.base"),
        (("reset-password", "personne@bourg-neuf.example"), "cli.account"),
        (("first-link",), "cli.exploitant_exists"),
        (("restore", "/nulle/part.tar"), "restore.not_empty"),
        (("eval", "retrieval", "/nulle/part"), "eval.folder"),
    ],
)
def test_what_cannot_be_done_is_said(beffroi: Run, arguments: tuple[str, ...], code: str) -> None:
    refused = beffroi(*arguments)
    assert refused.returncode == 1
    assert f"[{code}]" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_password_link_opens_once_and_is_not_the_password(beffroi: Run) -> None:
    told = beffroi("reset-password", "maire@bourg-neuf.example").stdout
    assert "/lien/" in told


def test_a_backup_restored_elsewhere_answers_the_same(beffroi: Run, data: Path, papers: Path, tmp_path: Path) -> None:
    beffroi("ingest", str(papers))
    archive = tmp_path / "sauvegarde.tar"
    assert beffroi("backup", str(archive)).returncode == 0
    elsewhere = tmp_path / "ailleurs"
    restored = run_in(elsewhere, "restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    before = json.loads(beffroi("ask", QUESTION, "--json").stdout)
    after = json.loads(run_in(elsewhere, "ask", QUESTION, "--json").stdout)
    assert after["sentences"] == before["sentences"]
    checked = run_in(elsewhere, "check", "--deep")
    assert "✗" not in checked.stdout, checked.stdout
    assert checked.returncode == 0


def test_a_backup_is_taken_while_the_server_runs_and_never_restored_under_it(
    data: Path, papers: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "sauvegarde.tar"
    with serving(data):
        run_in(data, "ingest", str(papers))
        assert run_in(data, "backup", str(archive)).returncode == 0
        refused = run_in(data, "restore", str(archive), "--replace")
        assert "[restore.in_use]" in refused.stderr
    replaced = run_in(data, "restore", str(archive), "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert list(data.parent.glob("data-avant-*"))
    assert "45 euros" in run_in(data, "ask", QUESTION).stdout


def test_a_backup_whose_bytes_changed_changes_nothing(beffroi: Run, papers: Path, tmp_path: Path) -> None:
    beffroi("ingest", str(papers))
    archive = tmp_path / "sauvegarde.tar"
    beffroi("backup", str(archive))
    content = bytearray(archive.read_bytes())
    position = content.find("Le gymnase ouvre".encode("cp1252"))
    content[position] ^= 1
    archive.write_bytes(content)
    elsewhere = tmp_path / "ailleurs"
    refused = run_in(elsewhere, "restore", str(archive))
    assert "[restore.unreadable]" in refused.stderr
    assert not elsewhere.exists()


def test_a_backup_that_climbs_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    archive, outside = tmp_path / "piège.tar", tmp_path / "dehors.txt"
    outside.write_text("contenu")
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"format": 1, "engine": "sqlite", "made_at": "", "entries": []}))
    with tarfile.open(archive, "w") as tar:
        tar.add(manifest, "manifest.json")
        tar.add(outside, "../échappé.txt")
    refused = run_in(tmp_path / "ailleurs", "restore", str(archive))
    assert "[restore.unreadable]" in refused.stderr
    assert not (tmp_path / "échappé.txt").exists()


def test_a_file_that_went_missing_is_found_by_check(beffroi: Run, data: Path, papers: Path) -> None:
    beffroi("ingest", str(papers))
    next(path for path in (data / "files").rglob("*") if path.is_file()).unlink()
    checked = beffroi("check")
    assert checked.returncode == 1
    assert "✗ 1 fichier(s) manquent" in checked.stdout


def test_eval_prints_one_json_object(tmp_path: Path, beffroi: Run) -> None:
    folder = tmp_path / "jeu"
    folder.mkdir()
    corpus = [
        {"_id": "a", "title": "Gymnase", "text": RULES},
        {"_id": "b", "title": "Piscine", "text": "La piscine ferme."},
    ]
    queries = [{"_id": "1", "text": "tarif du gymnase", "answers": ["45 euros"]}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), "utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n", "utf-8")
    measured = json.loads(beffroi("eval", "retrieval", str(folder)).stdout)
    assert (measured["n"], measured["hit@1"], measured["ndcg@10"]) == (1, 1.0, 1.0)
    assert {"hit@5", "hit@10", "recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "p50_ms", "p95_ms"} <= set(
        measured
    )
    answered = json.loads(beffroi("eval", "answers", str(folder)).stdout)
    assert (answered["n"], answered["hit@1"]) == (1, 1.0)
    without = json.loads(beffroi("eval", "answers", str(folder), "--without-gold").stdout)
    assert without["hit@1"] == 0.0
