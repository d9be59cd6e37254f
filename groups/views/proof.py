"""Proof of attendance: making, printing and taking back one's own; checking one with its code."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits
from groups.forms.proof import CodeForm, ProofForm
from groups.models import Proof
from groups.services import proofs
from recovery_network.common.codes import read_typed_code
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_proof(request: HttpRequest) -> HttpResponse:
    require(request.user, "groups.make_proof")
    now = timezone.now()
    today = timezone.localdate(now)
    form = ProofForm(request.POST or None, groups=proofs.groups_of(request.user), today=today)
    if form.is_valid():
        try:
            made = proofs.make_proof(actor=request.user, wish=form.wish(), now=now)
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("proof", made.code)
    return render(
        request, "groups/proof_form.html", {"form": form, "nav": "me"}, status=422 if form.is_bound else 200
    )


@login_required
@never_cache
@require_safe
def show_proof(request: HttpRequest, code: str) -> HttpResponse:
    """The page to print. It opens with its code only, and only for its person."""
    found = proofs.confirm_own(user=request.user, code=code, now=timezone.now())
    if found is None:
        if not proofs.is_over(user=request.user, code=code):
            raise Http404
        return render(request, "groups/proof_over.html", {"nav": "me"}, status=410)
    page = {"confirmed": found, "address": _address(request, found.code), "nav": "me"}
    return render(request, "groups/proof.html", page)


def _address(request: HttpRequest, code: str) -> str:
    """As it is printed: whoever checks a paper reads it in the paper's own language first."""
    return request.build_absolute_uri(reverse("verify_proof", args=[code]))


@login_required
@require_POST
def revoke_proof(request: HttpRequest, number: int) -> HttpResponse:
    proof = get_object_or_404(Proof.objects.visible_to(request.user), pk=number)
    proofs.revoke_proof(actor=request.user, proof=proof, now=timezone.now())
    messages.success(request, _("It is taken back. Its code says nothing now."))
    return redirect("my_record")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("verify_proof", read_typed_code(form.cleaned_data["code"]).replace("/", "") or "0")
    return render(request, "groups/verify_form.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever holds the paper. Unknown, ended and taken back are one answer, to the byte.

    Only wrong codes count against the limit: an office may check many good ones.
    """
    if limits.exhausted(request, "proof"):
        return limits.too_many(request)
    found = proofs.confirm(code=code, now=timezone.now())
    if found is None:
        limits.count_guess(request, "proof")
        return render(request, "groups/verify_no.html", status=404)
    return render(request, "groups/verify.html", {"confirmed": found})
