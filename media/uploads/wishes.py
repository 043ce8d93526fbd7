"""What a trainer wants with an upload, as its metadata says, checked against what they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from taggit.utils import parse_tags
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from eduplatform.accounts.models import User
from media.models import Video
from media.uploads.protocol import BadHeader, read_metadata, read_number, read_text
from media.uploads.refusals import Refusal

LONGEST_NAME: Final = 255
LONGEST_FINGERPRINT: Final = 120
LONGEST_TAGS: Final = 500
LONGEST_TAG: Final = 100


@dataclass(frozen=True)
class Wish:
    """The metadata of one upload; `header` is what the client gets back."""

    header: str
    file_name: str
    title: str
    fingerprint: str
    tags: tuple[str, ...]
    collection_id: int | None
    replaces_id: int | None


def read_wish(header: str) -> Wish:
    """Raises `BadHeader`; keys that mean nothing to us are the client's own business."""
    values = read_metadata(header)
    return Wish(
        header=header,
        file_name=_last_name(read_text(values, "filename", LONGEST_NAME)),
        title=read_text(values, "title", LONGEST_NAME),
        fingerprint=read_text(values, "fingerprint", LONGEST_FINGERPRINT),
        tags=_tags(read_text(values, "tags", LONGEST_TAGS)),
        collection_id=_id(read_text(values, "collection", 18), "collection"),
        replaces_id=_id(read_text(values, "replaces", 18), "replaces"),
    )


def _last_name(path: str) -> str:
    """A folder is nobody's business; both slashes, as the client's system may use either."""
    return path.replace("\\", "/").rsplit("/", 1)[-1].strip(". ") or "video"


def _id(text: str, key: str) -> int | None:
    return read_number(text, key) if text else None


def _tags(text: str) -> tuple[str, ...]:
    tags = tuple(parse_tags(text))
    if any(len(tag) > LONGEST_TAG for tag in tags):
        raise BadHeader(f"a tag is longer than {LONGEST_TAG} characters")
    return tags


def may_upload(user: User) -> bool:
    """Whether there is anything they could upload at all."""
    return bool(policy_registry.get_by_type(Video).user_has_any_permission(user, ["add", "change"]))


def video_to_replace(user: User, wish: Wish) -> Video | None:
    """Raises `Refusal`, the same one for a video that is not theirs and one that is not there."""
    if wish.replaces_id is None:
        return None
    video: Video | None = Video.objects.filter(pk=wish.replaces_id).first()
    policy = policy_registry.get_by_type(Video)
    if video is None or not policy.user_has_permission_for_instance(user, "change", video):
        raise Refusal("not_replaceable")
    return video


def collection_to_add_to(user: User, wish: Wish) -> Collection:
    """The one that was asked for, else the first they may add to. Raises `Refusal`."""
    allowed = policy_registry.get_by_type(Video).collections_user_has_permission_for(user, "add")
    if wish.collection_id is not None:
        allowed = allowed.filter(pk=wish.collection_id)
    collection: Collection | None = allowed.order_by("path").first()
    if collection is None:
        raise Refusal("not_allowed")
    return collection
