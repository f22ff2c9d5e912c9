"""What to practice: scenarios, prompts and rubrics, versioned."""
