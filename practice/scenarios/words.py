"""How scenarios are spoken of."""

from practice.scenarios.models import Interaction, PromptOrder, Teleprompter

INTERACTIONS = {
    Interaction.pitch: "Pitch",
    Interaction.objection_handling: "Objection handling",
    Interaction.discovery_call: "Discovery call",
    Interaction.demo: "Demo",
    Interaction.negotiation: "Negotiation",
    Interaction.role_play: "Role play",
    Interaction.one_on_one: "1:1",
    Interaction.deal_review: "Deal review",
    Interaction.pipeline_review: "Pipeline review",
    Interaction.forecast_review: "Forecast review",
}

ORDERS = {
    PromptOrder.together: "all together",
    PromptOrder.in_order: "one by one",
    PromptOrder.random: "one by one, in random order",
}

READING = {
    Teleprompter.none: "Nothing",
    Teleprompter.bullets: "Key points",
    Teleprompter.script: "A script",
}
