"""The JSON of CDS Hooks 2.0: what is called, what comes back, what is told afterwards. No nulls, nothing empty."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Hook = Literal["patient-view", "order-select"]
Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class Sent(BaseModel):
    """What others send may carry more than we read."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class Context(Sent):
    """Who looks at whom; for orders, those that are being written, and those just chosen among them."""

    user_id: Text = Field(alias="userId")
    patient_id: Text = Field(alias="patientId")
    encounter_id: str | None = Field(default=None, alias="encounterId")
    selections: tuple[str, ...] = ()
    draft_orders: dict[str, Any] = Field(default_factory=dict, alias="draftOrders")


class Call(Sent):
    """A hook that was triggered."""

    hook: str
    hook_instance: Uuid = Field(alias="hookInstance")
    context: Context
    fhir_server: str | None = Field(default=None, alias="fhirServer")
    prefetch: dict[str, dict[str, Any] | None] = Field(default_factory=dict)


class Chosen(Sent):
    """A suggestion that was taken."""

    id: Uuid


class Coded(Sent):
    """A reason from our list."""

    code: Text
    system: str | None = None
    display: str | None = None


class Override(Sent):
    """Why a card was set aside."""

    reason: Coded | None = None
    comment: str | None = Field(default=None, max_length=2_000, alias="userComment")


class Outcome(Sent):
    """What became of one card."""

    card: Uuid
    outcome: Literal["accepted", "overridden"]
    at: AwareDatetime = Field(alias="outcomeTimestamp")
    accepted: tuple[Chosen, ...] = Field(default=(), alias="acceptedSuggestions")
    override: Override | None = Field(default=None, alias="overrideReason")


class Feedback(Sent):
    """What became of cards."""

    feedback: tuple[Outcome, ...] = Field(min_length=1)


def lean(value: Any) -> Any:
    """The value without nulls and without what is empty, which the standard does not allow.

    >>> lean({"a": None, "b": [], "c": {"d": ""}, "e": [{"f": 0}]})
    {'e': [{'f': 0}]}
    """
    if isinstance(value, dict):
        kept = {key: lean(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [item for item in (lean(each) for each in value) if item not in (None, "", [], {})]
    return value
