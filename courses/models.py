"""What is taught: industries, and the Wagtail pages of courses and lessons."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel

from courses import quizzes
from courses.blocks import QuestionBlock, StepBlock
from courses.caching import PublicPage
from courses.changes import CatalogueChange  # noqa: F401 - Django looks for models here
from courses.forms import CourseForm
from courses.order import leads_to
from courses.pictures import picture_choices
from courses.search.models import SearchChange, SearchWord  # noqa: F401 - Django looks for models here
from media.models import Video
from media.panels import EncodingPanel
from media.queries import playback_for, playbacks_for


class Industry(models.Model):
    """A node of GB/T 4754-2017 (`0142`), or a local product below it (`0142/香菇`)."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    is_product = models.BooleanField(_("local product"), default=False)
    picture = models.CharField(_("picture"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def class_code(self) -> str:
        """The GB/T 4754 code, also of a local product."""
        return self.code.split("/")[0]


class IndustryAlias(models.Model):
    """Another word for an industry: 冬菇 for 香菇."""

    industry = models.ForeignKey(Industry, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("other name of an industry")
        verbose_name_plural = _("other names of industries")

    def __str__(self) -> str:
        return self.name


class HomePage(PublicPage, Page):
    """The public front page: the same for everyone."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    template = "courses/home.html"

    class Meta:
        verbose_name = _("front page")


class CourseIndexPage(PublicPage, Page):
    """All courses, browsed by trade."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    template = "courses/index.html"

    class Meta:
        verbose_name = _("course list")


class CoursePage(PublicPage, Page):
    """A course: two to four lessons of one trade."""

    class Level(models.TextChoices):
        BEGINNER = "beginner", _("Beginner")
        ELEMENTARY = "elementary", _("Elementary")
        INTERMEDIATE = "intermediate", _("Intermediate")

    summary = models.TextField(_("summary"), max_length=300, blank=True)
    industries = ParentalManyToManyField(Industry, blank=True, related_name="courses", verbose_name=_("industries"))
    keywords = models.CharField(
        _("other words by which it is looked for"),
        max_length=200,
        blank=True,
        help_text=_("Separated by semicolons. Title and summary are searched anyway."),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.BEGINNER)
    season_months = models.JSONField(
        _("months in which the work falls due"),
        default=list,
        blank=True,
        help_text=_("A list such as [3, 4, 5]."),
    )
    heavy_work = models.BooleanField(_("needs physical strength"), default=False)
    causes = models.JSONField(_("causes it answers"), default=list, blank=True)
    picture = models.CharField(_("picture"), max_length=40, blank=True, choices=picture_choices)

    base_form_class = CourseForm
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    template = "courses/course.html"

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("keywords"),
        FieldPanel("industries", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("level"),
                FieldPanel("season_months"),
                FieldPanel("heavy_work"),
                FieldPanel("picture"),
            ],
            heading=_("For whom and when"),
        ),
        MultipleChooserPanel("prerequisites", chooser_field_name="course", label=_("courses to learn before")),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def lessons(self) -> "models.QuerySet[LessonPage]":
        """The published lessons in their order."""
        lessons: models.QuerySet[LessonPage] = LessonPage.objects.child_of(self).live().order_by("path")
        return lessons

    def to_learn_before(self) -> "list[CoursePage]":
        """The published courses that are to be learned before this one, in the order of the trainer."""
        rows = self.prerequisites.select_related("course").order_by("sort_order")
        return list(dict.fromkeys(row.course for row in rows if row.course.live))

    def is_before(self, other: "CoursePage") -> bool:
        """Whether it is the other one, or to be learned before it, be it by way of others."""
        return leads_to(self.pk, other.pk, prerequisites_now())

    def is_settled(self) -> bool:
        videos = [lesson.video for lesson in self.lessons().select_related("video")]
        return all(playback.is_settled for playback in playbacks_for(videos).values())


class Prerequisite(Orderable):
    """That one course is to be learned before another."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    course = models.ForeignKey(
        CoursePage, on_delete=models.CASCADE, related_name="prerequisite_of", verbose_name=_("course")
    )

    panels: ClassVar[list[Any]] = [FieldPanel("course")]

    class Meta(Orderable.Meta):
        verbose_name = _("course to learn before")
        verbose_name_plural = _("courses to learn before")

    def __str__(self) -> str:
        return f"{self.course_id} {self.page_id}"


def prerequisites_now() -> dict[int, set[int]]:
    """What is to be learned before each course that names such."""
    found: dict[int, set[int]] = {}
    for page, course in Prerequisite.objects.values_list("page_id", "course_id"):
        found.setdefault(page, set()).add(course)
    return found


class LessonPage(PublicPage, Page):
    """One practical step, 2 to 10 minutes: a video, the same in words and pictures, a picture quiz."""

    goal = models.CharField(_("what you can do afterwards"), max_length=200, blank=True)
    video = models.ForeignKey(
        Video,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("video"),
    )
    steps = StreamField([("step", StepBlock())], blank=True, verbose_name=_("steps"))
    quiz = StreamField([("question", QuestionBlock())], blank=True, verbose_name=_("quiz"))

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson.html"

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("goal"),
        MultiFieldPanel([MediaChooserPanel("video", media_type="video"), EncodingPanel("video")], heading=_("video")),
        FieldPanel("steps"),
        FieldPanel("quiz"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @cached_property
    def course(self) -> CoursePage:
        course: CoursePage = CoursePage.objects.parent_of(self).get()
        return course

    def is_settled(self) -> bool:
        return playback_for(self.video).is_settled

    @property
    def length_ms(self) -> int:
        """Length of the video in milliseconds; 0 while there is none."""
        return round(self.video.duration * 1000) if self.video else 0

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The villager's phone first: that is what a trainer should see."""
        phone = {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Phone, 360 wide")}
        return [phone, *self.DEFAULT_PREVIEW_SIZES[1:]]

    @property
    def quiz_content(self) -> quizzes.Quiz | None:
        """The quiz as asked and graded; None where the lesson has none."""
        questions = tuple(question_of(block) for block in self.quiz)
        return quizzes.Quiz(questions) if questions else None

    def next_lesson(self) -> "LessonPage | None":
        """The published lesson after this one in its course."""
        lesson: LessonPage | None = LessonPage.objects.sibling_of(self).live().filter(path__gt=self.path).first()
        return lesson


def question_of(block: Any) -> quizzes.Question:
    """A stream block as a question; the ids that Wagtail keeps per block are the keys."""
    options = tuple(
        quizzes.Option(
            key=str(item.id),
            right=bool(item.value["correct"]),
            label=item.value["label"],
            picture=item.value["picture"] or "",
        )
        for item in block.value["options"].bound_blocks
    )
    return quizzes.Question(key=str(block.id), text=block.value["question"], options=options)
