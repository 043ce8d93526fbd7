"""What the site stands on: the front page, the course list, who may write and who approves."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from courses.models import CourseIndexPage, HomePage

# Names are data that county staff may change later; the keys are what the code goes by.
TRAINERS = "培训师"
EDITORS = "课程编辑"
PAGE_RIGHTS = {
    TRAINERS: ["add_page"],
    EDITORS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
# (app, codename): a trainer edits what they uploaded, an editor everything.
# wagtailmedia asks for the rights of its own model, whichever model holds the videos.
COLLECTION_RIGHTS = {
    TRAINERS: [("wagtailmedia", "add_media"), ("wagtailimages", "add_image"), ("wagtailimages", "choose_image")],
    EDITORS: [
        ("wagtailmedia", "add_media"),
        ("wagtailmedia", "change_media"),
        ("wagtailimages", "add_image"),
        ("wagtailimages", "change_image"),
        ("wagtailimages", "choose_image"),
    ],
}
# Codenames of models of this app.
WORD_RIGHTS = {TRAINERS: [], EDITORS: ["add_searchword", "change_searchword", "delete_searchword"]}


@transaction.atomic
def ensure_site() -> CourseIndexPage:
    """Makes whatever of the site is missing; run again it changes nothing."""
    index = ensure_pages()
    for name in PAGE_RIGHTS:
        ensure_group(name, index)
    ensure_workflow(index)
    return index


def ensure_pages() -> CourseIndexPage:
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        Page.objects.child_of(root).filter(slug="home").delete()  # the welcome page that Wagtail starts with
        home = root.add_child(instance=HomePage(title="乡村技能课堂", slug="home"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "乡村技能课堂"}
        )
    index: CourseIndexPage | None = CourseIndexPage.objects.first()
    if index is None:
        index = home.add_child(instance=CourseIndexPage(title="全部课程", slug="courses"))
    return index


def ensure_group(name: str, index: CourseIndexPage) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    for codename in PAGE_RIGHTS[name]:
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=index.page_ptr, permission=right)
    for codename in WORD_RIGHTS[name]:
        group.permissions.add(Permission.objects.get(content_type__app_label="courses", codename=codename))
    root = Collection.get_first_root_node()
    for app, codename in COLLECTION_RIGHTS[name]:
        right = Permission.objects.get(content_type__app_label=app, codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=right)
    return group


def ensure_workflow(index: CourseIndexPage) -> Workflow:
    """A lesson goes live when an editor has approved it."""
    workflow, _made = Workflow.objects.get_or_create(name="课程审核")
    task, _made = GroupApprovalTask.objects.get_or_create(name="课程编辑审核")
    task.groups.add(Group.objects.get(name=EDITORS))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=index.page_ptr, defaults={"workflow": workflow})
    return workflow
