from weasyprint import Attachment

class DocumentMetadata:
    title: str | None
    created: str | None
    modified: str | None
    attachments: list[Attachment]
