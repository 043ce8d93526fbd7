"""Gathers the rooms' models for Django; no room imports it."""

from learners.assistance.models import CourseRecord, DayHead, DayRoot, Entry
from learners.audit.models import AuditMark
from learners.classes.models import (
    Certificate,
    Enrolment,
    RejectedSignIn,
    SheetPage,
    SheetPhoto,
    SignIn,
    TrainingClass,
)
from learners.exports.models import IssuedFile
from learners.followup.problems.models import Problem, ProblemStep, Proof
from learners.followup.todos.models import ToDo
from learners.notices.models import Notice
from learners.people.cards.models import AddressTries, CardEvent, HouseholdCard, PictureKey
from learners.people.models import (
    Device,
    DeviceSignIn,
    Household,
    HouseholdHelper,
    Look,
    Person,
    RegisterUpload,
    WeixinClaim,
)
from learners.plans.agreed.models import PlanItem
from learners.plans.desk.models import (
    CourseResult,
    CourseSteer,
    HeardResult,
    IndustryBan,
    JobOpening,
    MatchingChange,
    ShownOffer,
)
from learners.plans.orders.models import JobsBehind, TrainingOrder, VoiceNote, Wish
from learners.plans.searched.models import Search
from learners.progress.models import LessonProgress, QuizAttempt, RejectedItem
from learners.records.models import Attachment
from learners.regions.models import Officer, Region, RegionIndustry
from learners.reports.lists.models import ListOrder
from learners.reports.models import (
    AreaCount,
    ClassRecord,
    CoverageTarget,
    FormerMember,
    FormerVillage,
    Snapshot,
    Standing,
)
from learners.reports.training.models import PersonTraining, ProfileCount, TrainingCount

__all__ = [
    "AddressTries",
    "AreaCount",
    "Attachment",
    "AuditMark",
    "CardEvent",
    "Certificate",
    "ClassRecord",
    "CourseRecord",
    "CourseResult",
    "CourseSteer",
    "CoverageTarget",
    "DayHead",
    "DayRoot",
    "Device",
    "DeviceSignIn",
    "Enrolment",
    "Entry",
    "FormerMember",
    "FormerVillage",
    "HeardResult",
    "Household",
    "HouseholdCard",
    "HouseholdHelper",
    "IndustryBan",
    "IssuedFile",
    "JobOpening",
    "JobsBehind",
    "LessonProgress",
    "ListOrder",
    "Look",
    "MatchingChange",
    "Notice",
    "Officer",
    "Person",
    "PersonTraining",
    "PictureKey",
    "PlanItem",
    "Problem",
    "ProblemStep",
    "ProfileCount",
    "Proof",
    "QuizAttempt",
    "Region",
    "RegionIndustry",
    "RegisterUpload",
    "RejectedItem",
    "RejectedSignIn",
    "Search",
    "SheetPage",
    "SheetPhoto",
    "ShownOffer",
    "SignIn",
    "Snapshot",
    "Standing",
    "ToDo",
    "TrainingClass",
    "TrainingCount",
    "TrainingOrder",
    "VoiceNote",
    "WeixinClaim",
    "Wish",
]
