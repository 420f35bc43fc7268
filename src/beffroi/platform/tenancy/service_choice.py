"""Which service to ask, when the documents do not say. Deterministic: same question, same services, same choice."""

from __future__ import annotations

import math
from collections import Counter

from beffroi.core.french.tokens import terms
from beffroi.core.scope import Scope, required
from beffroi.platform.tenancy.models import Service


def service_for_question(scope: Scope, text: str) -> Service | None:
    """The service whose name and remit share the most telling words with `text`; None when none shares one.

    A word counts by its rarity among the services: ln(1 + services / services that have it). Ties go to the rarest
    single word, then to the service whose remit is the shortest, then to the name."""
    found = list(Service.objects.filter(collectivite_id=required(scope).tenant).order_by("name", "pk"))
    asked = set(terms(text))
    vocabularies = [set(terms(f"{service.name} {service.remit}")) for service in found]
    spread = Counter(term for vocabulary in vocabularies for term in vocabulary)
    ranked = []
    for position, (service, vocabulary) in enumerate(zip(found, vocabularies, strict=True)):
        weights = sorted((math.log(1 + len(found) / spread[term]) for term in asked & vocabulary), reverse=True)
        if weights:
            ranked.append(((-round(sum(weights), 9), -weights[0], len(vocabulary), position), service))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None
