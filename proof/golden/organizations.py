"""What the stories need to know of each organization: who asks, and what its requests and records hold."""

CR_LOOP = {
    "title": "", "category": "FEATURE", "priority": "P2", "urgency": "NORMAL", "problem_statement": "Too low",
    "proposed_solution": "Raise it", "business_justification": "Customers wait", "systems": ["API Backend"],
    "assessed_on": "2026-10-05", "assessed_by": "daniel.fischer", "notified_parties": ["hannah.levy"],
    "files_affected": [{"change": "Modify", "count": 1, "key_files": "app.conf"}], "complexity": "Low",
    "api_surface": ["No API changes"], "breaking_changes": "NO", "backward_compatibility": "Maintained",
    "security_assessment": "LOW", "auth_changes": ["No changes to auth"], "data_exposure": ["No new data exposure"],
    "secret_management": ["No secrets involved"], "security_review_required": "NO",
    "performance_assessment": "NEUTRAL", "database_impact": ["No database changes"],
    "cache_impact": ["No cache changes"], "performance_testing_required": "NO", "test_strategy": "All",
    "test_data": ["No new test data needed"], "deployment_requirements": ["Configuration changes required"],
    "rollback_plan": ["Put the former file back"], "time_to_rollback": "5m", "overall_risk": "LOW",
    "risks": [{"risk": "Too high", "probability": "Low", "impact": "Medium", "mitigation": "Watched for a day"}],
    "scope": "Single component", "affected_users": "All", "reversibility": "Easy",
}

# Of each organization: who asks, fields of a request by model, values of its records, who may answer with which phrase.
ORGANIZATIONS = {
    "acgs-1": {
        "requester": "noah.brandt", "other": "ines.marques", "agent": "release-agent", "main": "normal", "quick": "emergency",
        "edit": {"description": "Written again"}, "raise": "high", "task_role": "security_engineer",
        "new_person": "committee_member",
        "models": {
            "normal": {
                "description": "A faster rule engine", "justification": "Answers take seconds",
                "implementation_date": "2026-12-06T02:00:00Z", "technical_impact": "medium",
                "security_impact": "low", "constitutional_impact": "low", "business_impact": "low",
                "risks_and_mitigation": "Slower at first", "rollback_plan": "Deploy 1.7 again",
                "testing_plan": "Staging first", "communication_plan": "A message", "services": ["auth"]},
            "standard": {
                "description": "Certificates", "justification": "They expire",
                "implementation_date": "2026-12-06T02:00:00Z", "technical_impact": "low", "security_impact": "low",
                "constitutional_impact": "low", "business_impact": "low", "risks_and_mitigation": "None",
                "rollback_plan": "The old ones", "testing_plan": "Log in", "communication_plan": "None"},
            "emergency": {
                "description": "Rotate the key", "justification": "Tokens leak", "incident": "INC-7",
                "technical_impact": "low", "security_impact": "medium", "constitutional_impact": "medium",
                "business_impact": "low", "risks_and_mitigation": "Sessions end", "rollback_plan": "The old key",
                "testing_plan": "Log in", "communication_plan": "The status page"},
            "constitutional": {
                "description": "A longer time for comments", "justification": "Comments came too late",
                "implementation_date": "2027-01-03T02:00:00Z", "technical_impact": "low", "security_impact": "low",
                "constitutional_impact": "high", "business_impact": "low", "risks_and_mitigation": "None known",
                "rollback_plan": "The old text", "testing_plan": "Hash", "communication_plan": "All stakeholders",
                "affects_governance": True, "rationale": "To be heard", "governance_impact": "Votes open later",
                "voted_text": "21 days", "old_hash": "cdd01ef066bc6cf2", "new_hash": "5f3a9c0011d2e4b7"},
        },
        "records": {"implementation": {"actual_duration": 3}, "closure": {"actual_duration": 4},
                    "review_after": {"review_date": "2026-12-01", "minutes": "Fine"}},
    },
    "cr-loop": {
        "requester": "tom.bergstrom", "other": "daniel.fischer", "agent": "loop-agent", "main": "change",
        "edit": {"problem_statement": "Written again"}, "raise": "HIGH", "task_role": "developer",
        "implementer": "loop-agent", "phrase": "Go Ahead", "new_person": "product_owner",
        "models": {"change": CR_LOOP},
        "records": {
            "tracking": {"branch": "feat/REQ-1", "pull_request": "https://example.org/1"},
            "monitoring": {"error_rates": "low", "latency": "low", "resource_utilization": "low"},
            "closure": {"final_metrics": "fine", "outcome": "fine", "lessons_learned": "none"}},
    },
    "ecommerce": {
        "requester": "chloe.martin", "other": "ravi.shankar", "agent": "deploy-bot", "main": "standard",
        "edit": {"summary": "Written again"}, "raise": "High", "task_role": "devops_engineer",
        "new_person": "product_manager",
        "models": {
            "standard": {
                "requester_role": "Engineer", "priority": "P2", "summary": "Faster carts", "reason": "Customers wait",
                "components": ["cart"], "risk_level": "Low", "rollback_plan": "Switch back", "testing_plan": "Smoke",
                "downtime_required": False, "user_impact": "None", "performance_impact": "Faster",
                "security_impact": "None", "requested_date": "2026-11-24", "estimated_duration": "30m",
                "security_triggers": ["Authorization"]},
            "normal": {
                "requester_role": "Engineer", "priority": "P3", "summary": "A setting", "reason": "Too low",
                "components": ["cart"], "risk_level": "Medium", "rollback_plan": "Switch back",
                "testing_plan": "Smoke", "downtime_required": False, "user_impact": "None",
                "performance_impact": "None", "security_impact": "None", "requested_date": "2026-11-24",
                "estimated_duration": "10m"},
            "emergency": {
                "priority": "P0", "summary": "Down", "reason": "Nobody can pay", "components": ["payments"],
                "risk_level": "High", "rollback_plan": "Switch back", "estimated_duration": "5m"},
        },
        "records": {
            "documentation": {"what_was_done": "It", "testing": "It", "user_impact": "None",
                              "performance_impact": "None", "security_impact": "None"},
            "review_after": {"held_on": "2026-12-01", "result": "Fine", "lessons_learned": "None"}},
    },
    "itil4": {
        "requester": "niklas.berg", "other": "monica.reyes", "agent": "build-agent", "main": "normal", "quick": "standard",
        "edit": {"description": "Written again"}, "raise": "high", "task_role": "peer", "new_person": "peer",
        "models": {
            "normal": {
                "description": "New version", "reason": "Security updates end", "services": ["mail"],
                "impact": "medium", "likelihood": "medium", "test_plan": "Send and receive",
                "communication_plan": "A message to all", "security_relevant": True},
            "standard": {"description": "Renew", "reason": "It expires", "services": ["mail"], "template": "TLS"},
            "emergency": {"description": "Restart", "reason": "Nobody can write", "services": ["mail"],
                          "incident": "INC-17", "impact": "high", "likelihood": "low"},
        },
        "records": {"verification": {"result": "fine"}, "closure": {"goal_met": True},
                    "review_after": {"held_on": "2026-12-01", "findings": "None"}},
    },
    "rechain-dao": {
        "requester": "chloe.bernard", "other": "viktor.sorokin", "agent": "deploy-agent", "main": "major",
        "edit": {"description": "Written again"}, "raise": "critical", "task_role": "security_lead",
        "new_person": "token_holder",
        "models": {
            "major": {
                "description": "A column", "category": "database", "impact_assessment": "Reports get faster",
                "business_justification": "Reports take minutes", "business_impact": "None",
                "success_criteria": ["A report takes a second"], "timeline": "This month",
                "technical_details": "One index", "affected_systems": ["ledger"], "risk_level": "medium",
                "identified_risks": [{"risk": "data_loss", "mitigation": "A backup"},
                                     {"risk": "Typing", "probability": "low", "impact": "low", "mitigation": "Four eyes"}],
                "contingency_plan": "Drop it", "testing_plan": "Every suite", "rollback_plan": "Drop it",
                "rollback_triggers": ["Reports slow down"], "rollback_resources": "One engineer",
                "rollback_testing": "Rehearsed", "communication_plan": "A mail"},
            "minor": {
                "description": "A word", "category": "configuration", "impact_assessment": "None",
                "business_justification": "It is wrong", "business_impact": "None", "success_criteria": ["Right"],
                "timeline": "Soon", "technical_details": "One word", "affected_systems": ["docs"],
                "risk_level": "low", "contingency_plan": "Put it back", "testing_plan": "Look",
                "rollback_plan": "Put it back", "communication_plan": "None"},
            "emergency": {
                "description": "Half of the nodes do not answer", "category": "infrastructure",
                "impact_assessment": "No blocks", "emergency_reason": "System outage",
                "emergency_evidence": ["alert-7"], "rollback_plan": "Start the old nodes"},
        },
        "records": {"implementation": {"testing_results": "all passed"},
                    "verification": {"verification_tests": "Schema and count"},
                    "closure": {"success_criteria_met": True}},
    },
    "service-platform": {
        "requester": "owen.hughes", "other": "rania.saleh", "agent": "release-bot", "main": "normal",
        "edit": {"summary": "Written again"}, "raise": "high", "task_role": "operations_lead",
        "new_person": "security_lead",
        "models": {
            "normal": {
                "summary": "Faster checkout", "priority": "Medium", "business_justification": "Customers wait",
                "stakeholders": ["patricia.gomez", "quentin.moreau"], "services_affected": ["orders"],
                "environment": "production", "impact": "Low", "probability": "Medium",
                "testing_completed": ["report-17"], "monitoring_plan": "Error rate",
                "rollback_plan": "Switch back", "security_relevant": True},
            "standard": {
                "summary": "Certificates", "priority": "Low", "business_justification": "They expire",
                "services_affected": ["gateway"], "environment": "production", "impact": "Low",
                "probability": "Low", "testing_completed": ["staging"], "monitoring_plan": "Dates",
                "rollback_plan": "The old ones"},
            "emergency": {
                "summary": "More connections", "priority": "Critical", "business_justification": "No logins",
                "emergency_reason": "Production is down or impaired", "services_affected": ["login"],
                "environment": "production", "impact": "Low", "probability": "Medium",
                "monitoring_plan": "Failed logins", "rollback_plan": "The former file"},
        },
        "records": {"deviations": {"deviations": "None"}},
    },
}
