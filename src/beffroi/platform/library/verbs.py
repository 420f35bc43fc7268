"""The library's words in the journal. Invariant: every write of the library records one of them."""

from __future__ import annotations

from typing import Final

from beffroi.platform.journal.verbs import register

BASE_CREATED: Final = register("library.base_created", "A base was created.")
BASE_UPDATED: Final = register("library.base_updated", "A base's name, readers or sensitivity changed.")
BASE_DELETED: Final = register("library.base_deleted", "A base went to the bin with its documents.")
BASE_RESTORED: Final = register("library.base_restored", "A base came back from the bin.")
BASE_PURGED: Final = register("library.base_purged", "A base was erased for good.")
DOCUMENT_ADDED: Final = register("library.document_added", "A file was read and became a document.")
VERSION_ADDED: Final = register("library.version_added", "A file was read and became a document's current version.")
DOCUMENT_UPDATED: Final = register("library.document_updated", "A document's title, date or validity changed.")
DOCUMENT_MOVED: Final = register("library.document_moved", "A document went to another base.")
DOCUMENT_DELETED: Final = register("library.document_deleted", "A document went to the bin.")
DOCUMENT_RESTORED: Final = register("library.document_restored", "A document came back from the bin.")
DOCUMENT_PURGED: Final = register("library.document_purged", "A document was erased for good.")
FILES_ACCEPTED: Final = register("library.files_accepted", "Files were received and kept.")
FILE_DUPLICATE: Final = register("library.file_duplicate", "A received file was already a document.")
FILE_OPENED: Final = register("library.file_opened", "An archive or an e-mail gave the files that it holds.")
FILE_REFUSED: Final = register("library.file_refused", "A received file could not be read.")
FILE_RETRIED: Final = register("library.file_retried", "A file was given again to the reader.")
INTAKE_CANCELLED: Final = register("library.intake_cancelled", "The reading of received files was cancelled.")
INTAKE_DISMISSED: Final = register("library.intake_dismissed", "A finished intake and its unread files were forgotten.")
FINDING_DISMISSED: Final = register("library.finding_dismissed", "A finding of a health report was set aside.")
REINDEXED: Final = register("library.reindexed", "The rebuilding of the search index was asked for.")
