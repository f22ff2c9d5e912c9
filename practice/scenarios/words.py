"""How scenarios are spoken of."""

from practice.scenarios.models import Interaction

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
