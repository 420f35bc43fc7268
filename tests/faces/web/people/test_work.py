"""Long work: listed, cancelled, started again; archives for administrators only."""

from __future__ import annotations

from django.urls import reverse

from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import services as library
from tests.faces.web.signed import NOBODY, text_file
from tests.platform import people


def test_work_is_followed_cancelled_and_started_again(commune):
    given = [("un.txt", text_file("un.txt", "Le marché se tient le samedi."))]
    intake = library.accept_files(commune.scope("agent"), commune.base.public_id, given, label="Dossier")
    client, address = commune.client("agent"), reverse("web:jobs")
    page = client.get(address).content.decode()
    assert reverse("web:intake", args=[intake.public_id]) in page
    assert 'hx-trigger="every 1s"' in client.get(address, headers={"HX-Request": "true"}).content.decode()
    client.post(reverse("web:job_cancel", args=[intake.job.public_id]))
    assert Job.objects.get(pk=intake.job.pk).state == Job.State.CANCELLED
    client.post(reverse("web:job_retry", args=[intake.job.public_id]))
    Worker(threads=1).run_until_idle()
    assert "hx-trigger" not in client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_work_that_cannot_be_cancelled_says_why(commune):
    job = library.rebuild_health(commune.scope("agent"), commune.base.public_id)
    Worker(threads=1).run_until_idle()
    answer = commune.client("agent").post(reverse("web:job_cancel", args=[job.public_id]), follow=True)
    assert "déjà terminé" in answer.content.decode()


def test_work_of_others_does_not_exist(commune, elsewhere):
    job = library.rebuild_health(commune.scope(), commune.base.public_id)
    for name in ("job_cancel", "job_retry"):
        foreign = elsewhere.client().post(reverse(f"web:{name}", args=[job.public_id]))
        unknown = elsewhere.client().post(reverse(f"web:{name}", args=[NOBODY]))
        assert foreign.status_code == 404
        assert foreign.content == unknown.content


def test_an_archive_is_prepared_and_fetched_by_an_administrator_of_the_authority_only(commune, elsewhere):
    admin = commune.client()
    admin.post(reverse("web:archive_prepare"))
    Worker(threads=1).run_until_idle()
    job = Job.objects.get(kind__contains="export")
    address = reverse("web:archive", args=[job.public_id])
    assert address in admin.get(reverse("web:authority")).content.decode()
    fetched = admin.get(address)
    assert b"".join(fetched.streaming_content).startswith(b"PK")
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert elsewhere.client().get(address).status_code == 404
    assert commune.client("agent").get(address).status_code == 403
    exploitant = people.exploitant()
    from tests.faces.web.signed import client_of

    assert client_of(exploitant).get(address).status_code in {302, 403, 404}
