"""Scenarios, and the model takes in the library."""

from tests.permissions.doors import NOBODY, SIGNED_IN, door

LEARNERS = frozenset({"rep", "peer", "manager", "other_manager"})  # who may score a model take
MODELS = {  # who opens a model take
    "model": SIGNED_IN,
    "draft_model": "enablement",
    "withdrawn_model": "enablement",
    "expired_model": "enablement",
}

DOORS = [
    # --- scenarios
    door("GET", "/scenarios", "enablement"),
    door("GET", "/scenarios/<uuid:scenario_id>", SIGNED_IN, scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>", NOBODY, scenario_id="hidden"),  # never published
    door("GET", "/practice/<uuid:scenario_id>", NOBODY, scenario_id="hidden"),
    door("GET", "/scenarios/<uuid:scenario_id>/edit", "enablement", scenario_id="hidden"),
    door("GET", "/scenarios/new", "enablement"),
    door("POST", "/scenarios/new", "enablement"),
    door("GET", "/scenarios/<uuid:scenario_id>/edit", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/edit", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/publish", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/discard", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/withdraw", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/restore", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/duplicate", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/try", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/try", "enablement", scenario_id="hidden"),
    door("POST", "/scenarios/heard/<uuid:line_id>/aside", "enablement", line_id="offered_line"),
    door("POST", "/scenarios/heard/<uuid:line_id>/aside", NOBODY, line_id="heard_line"),
    door("GET", "/prompts/<uuid:prompt_id>", SIGNED_IN, prompt_id="prompt"),
    door("GET", "/prompts/<uuid:prompt_id>", "enablement", prompt_id="hidden_prompt"),
    door("POST", "/scenarios/starter", "enablement"),
    door(
        "GET",
        "/scenarios/<uuid:scenario_id>/versions/<int:number>/diff",
        "enablement",
        scenario_id="edited",
        number="2",
    ),
    door("GET", "/scenarios/<uuid:scenario_id>/files", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/files", "enablement", scenario_id="scenario"),
    door(
        "POST",
        "/scenarios/<uuid:scenario_id>/files/<uuid:attachment_id>/remove",
        "enablement",
        scenario_id="edited",
        attachment_id="attachment",
    ),
    door("GET", "/attachments/<uuid:attachment_id>", SIGNED_IN, attachment_id="attachment"),
    door("GET", "/attachments/<uuid:attachment_id>", "enablement", attachment_id="hidden_file"),
    door("GET", "/scenarios/import", "enablement"),
    door("POST", "/scenarios/import", "enablement"),
    door("POST", "/scenarios/import/apply", "enablement"),
    door("GET", "/scenarios/<uuid:scenario_id>/export", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/export", "enablement", scenario_id="hidden"),
    # --- model takes; the rep is seen in the published one
    door("GET", "/scenarios/<uuid:scenario_id>/models/new", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/models/new", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/models/new", NOBODY, scenario_id="hidden"),
    door("POST", "/scenarios/<uuid:scenario_id>/models/new", NOBODY, scenario_id="hidden"),
    *[
        door("GET", f"/models/<uuid:model_id>{part}", who, model_id=model)
        for model, who in MODELS.items()
        for part in ("", "/example", "/media", "/storyboard.vtt", "/captions.vtt")
    ],
    *[
        door("POST", f"/models/<uuid:model_id>/{verb}", who, model_id=model)
        for model, who in {"model": LEARNERS, "withdrawn_model": NOBODY}.items()
        for verb in ("score", "look")
    ],
    door("GET", "/models", SIGNED_IN),
    door("POST", "/models/<uuid:model_id>/disagree", "rep", model_id="model"),
    door("POST", "/models/<uuid:model_id>/disagree", NOBODY, model_id="expired_model"),
    door("GET", "/models/<uuid:model_id>/edit", "enablement", model_id="model"),
    door("GET", "/models/<uuid:model_id>/status", "enablement", model_id="model"),
    *[
        door("POST", f"/models/<uuid:model_id>/{verb}", "enablement", model_id="model")
        for verb in ("edit", "publish", "withdraw", "delete", "captions", "captions/remove")
    ],
]
