"""django: models, migrations, forms, views, templates; what settings name by strings late."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import django
from django.conf import settings


FOLDER = Path(tempfile.mkdtemp(dir=".")).resolve()

settings.configure(
    SECRET_KEY="key",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "data.sqlite",
            "OPTIONS": {"timeout": 60},
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    USE_TZ=True,
)
django.setup()

from django import forms  # noqa: E402 - Django wants its settings first
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path, reverse  # noqa: E402


def square(request: HttpRequest, number: int) -> JsonResponse:
    return JsonResponse({"square": number**2, "by": request.GET.get("by", "")})


urlpatterns = [path("square/<int:number>/", square, name="square")]
call_command("migrate", verbosity=0)


class Order(forms.Form):
    name = forms.CharField(max_length=5)
    amount = forms.IntegerField(min_value=1)


class Undo(Exception):
    pass


def queried() -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        # SQLite lets one write at a time: each waits for the others, and leaves nothing behind
        with transaction.atomic():
            ann = User.objects.create_user("ann", "ann@example.com", "word")
            User.objects.create(username="bob", is_staff=True)
            Group.objects.create(name="readers").user_set.add(ann)
            groups = User.objects.annotate(groups_=Count("groups")).order_by("username")
            found["groups"] = list(groups.values_list("username", "groups_"))
            found["found"] = list(
                User.objects.filter(Q(is_staff=True) | Q(pk=0)).values("username")
            )
            found["word"] = ann.check_password("word")
            raise Undo  # noqa: TRY301 - how a transaction is rolled back
    except Undo:
        found["left"] = User.objects.count()
    finally:
        connections.close_all()
    return found


def work() -> dict[str, Any]:
    form = Order({"name": "too long", "amount": "0"})
    template = engines["django"].from_string("{% for n in ns %}{{ n|floatformat:1 }};{% endfor %}")
    answer = Client().get(reverse("square", args=[7]), {"by": "me"})
    return {
        "version": django.get_version(),
        "queried": queried(),
        "errors": form.errors.get_json_data(),
        "page": template.render({"ns": [1, 2.25]}),
        "answer": answer.json(),
        "module": User.__module__,
    }


def late() -> dict[str, Any]:
    from django.core import mail, serializers
    from django.core.cache import cache
    from django.utils import formats, translation
    from django.utils.module_loading import import_string

    checks = io.StringIO()
    call_command("check", stdout=checks)
    cache.set("a", {"b": [1]})
    sent = mail.send_mail("subject", "body", "a@example.com", ["b@example.com"])
    with translation.override("de"):
        german = [str(translation.gettext("Yes")), formats.localize(1234.5, use_l10n=True)]
    kind = serializers.serialize("json", [ContentType(pk=99, app_label="shop", model="item")])
    return {
        "checks": checks.getvalue(),
        "cached": cache.get("a"),
        "sent": [sent, mail.outbox[0].subject],
        "german": german,
        "kind": next(serializers.deserialize("json", kind)).object.model,
        "string": import_string("django.contrib.auth.models.User") is User,
    }
