"""Saving: never half a file, never over another's change, whatever happens while it is done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefwright import files
from briefwright.curate.drafts import FileChange, change, draft, with_values
from briefwright.curate.saving import ConflictError, save
from briefwright.errors import UsageError
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import Workspace, find, seed
from briefwright.terms import Iri
from conftest import BASE, Copy, copied
from trials import Chances, trial

pytestmark = pytest.mark.slow

CLAIM = Iri(BASE + "claim/vacant-posts")


def valued(workspace: Workspace, number: int, prop: str = "high") -> FileChange:
    before = draft(workspace, CLAIM)
    made = change(before, with_values(before.facts, CLAIM, {pol(prop): (number,)}))
    assert made is not None
    return made


def test_a_change_is_written_and_touches_only_its_lines(workspace_copy: Copy) -> None:
    made = valued(workspace_copy.workspace, 99)
    assert [line for line in made.diff().splitlines()[2:] if line[0] in "+-"] == ["+    pol:high 99 ;"]
    save(workspace_copy.workspace, [made])
    assert workspace_copy.path("claim/vacant-posts").read_text(encoding="utf-8") == made.new


def test_a_record_changed_underneath_is_refused_and_both_sides_are_shown(workspace_copy: Copy) -> None:
    mine = valued(workspace_copy.workspace, 1)
    save(workspace_copy.workspace, [valued(workspace_copy.workspace, 2)])
    with pytest.raises(ConflictError) as conflict:
        save(workspace_copy.workspace, [mine])
    theirs, _, yours = str(conflict.value).partition("Yours:")
    assert "+    pol:high 2 ;" in theirs
    assert "+    pol:high 1 ;" in yours
    assert "pol:high 2 ;" in workspace_copy.path("claim/vacant-posts").read_text(encoding="utf-8")


def test_of_several_changes_none_is_written_if_one_is_refused(workspace_copy: Copy) -> None:
    other = FileChange(Iri(BASE + "claim/new"), "kb/claim/new.ttl", "", "<urn:a> <urn:b> 1 .\n")
    mine = valued(workspace_copy.workspace, 1)
    save(workspace_copy.workspace, [valued(workspace_copy.workspace, 2)])
    with pytest.raises(ConflictError):
        save(workspace_copy.workspace, [other, mine])
    assert not workspace_copy.path("claim/new").exists()


def test_a_new_record_is_not_written_over_one_of_the_same_name(workspace_copy: Copy) -> None:
    with pytest.raises(ConflictError):
        save(workspace_copy.workspace, [FileChange(CLAIM, "kb/claim/vacant-posts.ttl", "", "<urn:a> <urn:b> 1 .\n")])


def test_the_installed_knowledge_base_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = find()
    assert place.root == seed()
    with pytest.raises(UsageError, match="read-only"):
        save(place, [FileChange(CLAIM, "kb/claim/x.ttl", "", "x")])


WRITER = """
import sys
from pathlib import Path
from briefwright.curate.drafts import change, draft, with_values
from briefwright.curate.saving import ConflictError, save
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find
from briefwright.terms import Iri, LangText

place, own, edits = find(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
record = Iri(place.base_iri + "claim/vacant-posts")
notes = pol("curatorNote")
for number in range(edits):
    before = draft(place, record)
    values = (*before.facts[record].get(notes, ()), LangText(f"writer {own} edit {number}", "en"))
    try:
        save(place, [change(before, with_values(before.facts, record, {notes: values}))])
        print("written", own, number, flush=True)
    except ConflictError:
        print("refused", own, number, flush=True)
"""


@trial("writers", 50)
def test_of_twenty_writers_at_once_no_edit_is_lost(workspace_copy: Copy, chances: Chances) -> None:
    command = (sys.executable, "-c", WRITER, str(workspace_copy.root))
    edits = sum(1 for _ in chances)
    running = [subprocess.Popen((*command, str(n), str(edits)), stdout=subprocess.PIPE, text=True) for n in range(20)]
    said = [line.split() for process in running for line in process.communicate(timeout=300)[0].splitlines()]
    assert [process.returncode for process in running] == [0] * 20
    assert len(said) == 20 * edits
    written = {f"writer {own} edit {number}" for state, own, number in said if state == "written"}
    found = {str(note) for note in draft(workspace_copy.workspace, CLAIM).facts[CLAIM].get(pol("curatorNote"), ())}
    assert written == found
    assert len(written) >= edits


TOGGLE = """
import os, sys, time
from pathlib import Path
from time import perf_counter
from briefwright import files
from briefwright.curate.drafts import change, draft, with_values
from briefwright.curate.saving import save
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find
from briefwright.terms import Iri, LangText

place = find(Path(sys.argv[1]))
record = Iri(place.base_iri + "claim/vacant-posts")
folder = place.root / "kb" / "claim"

def put(letter):
    before = draft(place, record)
    note = LangText(letter * 60_000, "en")
    made = change(before, with_values(before.facts, record, {pol("curatorNote"): (note,)}))
    if made:
        save(place, [made])

for letter in "ab":
    began = perf_counter()
    put(letter)
    print(files.tree_hash(folder, suffix="vacant-posts.ttl").hex(), perf_counter() - began, flush=True)
while True:
    child = os.fork()
    if not child:
        while True:
            put("a")
            put("b")
    print(child, flush=True)
    os.waitpid(child, 0)
"""


@trial("kills", 200)
def test_a_writer_that_is_killed_leaves_the_old_file_or_the_new_one(workspace_copy: Copy, chances: Chances) -> None:
    path = workspace_copy.path("claim/vacant-posts")
    with subprocess.Popen(
        (sys.executable, "-c", TOGGLE, str(workspace_copy.root)), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        first, second = (process.stdout.readline().split() for _ in range(2))
        whole, pace = {first[0], second[0]}, float(second[1])
        assert len(whole) == 2
        seen = []
        for chance in chances:
            child = int(process.stdout.readline())
            time.sleep(chance.random() * 4 * pace)  # somewhere in the first writes of this machine
            os.kill(child, signal.SIGKILL)
            seen.append(files.tree_hash(path.parent, suffix="vacant-posts.ttl").hex())
        process.kill()
    assert set(seen) <= whole
    assert len(set(seen)) == 2, "no kill came between the two texts; the test has seen nothing"


@pytest.mark.skipif(os.geteuid() != 0 or not sys.platform.startswith("linux"), reason="a full disk needs a mount")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)), check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets no tmpfs be mounted")
    try:
        workspace_copy = copied(small / "desk")
        path = workspace_copy.path("claim/vacant-posts")
        made = valued(workspace_copy.workspace, 5)
        with pytest.raises(OSError, match="space"):
            (small / "filler").write_bytes(bytes(4 << 20))
        with pytest.raises(OSError, match="space"):
            save(workspace_copy.workspace, [made])
        assert path.read_text(encoding="utf-8") == made.old
        (small / "filler").unlink()
        save(workspace_copy.workspace, [made])
        assert path.read_text(encoding="utf-8") == made.new
    finally:
        subprocess.run(("umount", str(small)), check=True)


@pytest.mark.parametrize("call", ["fsync", "open", "replace"])
def test_whichever_step_fails_the_file_is_the_old_one_or_the_new_one(
    call: str, workspace_copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace_copy.path("claim/vacant-posts")
    for failing in range(1, 12):
        made = valued(workspace_copy.workspace, failing)
        left = [failing]

        def fails(*words: object, real: object, left: list[int] = left, **more: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise OSError(28, "No space left on device")
            return real(*words, **more)  # type: ignore[operator]

        with monkeypatch.context() as patch:
            home = Path if call == "replace" else os
            real = getattr(home, call)
            patch.setattr(home, call, lambda *words, real=real, **more: fails(*words, real=real, **more))
            try:
                save(workspace_copy.workspace, [made])
            except OSError as error:
                assert error.errno == 28  # noqa: PT017  the failure is what is looked at
        assert path.read_text(encoding="utf-8") in (made.old, made.new)
        assert sorted(p.name for p in path.parent.iterdir() if p.name.startswith(".")) == []
