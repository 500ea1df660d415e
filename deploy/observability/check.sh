#!/bin/bash
# Tests the alert rules, and that dashboard, rules, tests and README.md know the same alerts and metrics. Needs promtool
# (Debian: prometheus).
set -euo pipefail
cd "$(dirname "$0")"
command -v promtool >/dev/null || { echo "check.sh: skipped, there is no promtool"; exit ${CI:+1}; }

promtool check config prometheus/prometheus.yaml
promtool test rules prometheus/*.test.yaml

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 - "$work/dashboard.yaml" <<'PY'
import json, re, sys

readme = open("README.md").read()
rules = open("prometheus/ordermill.rules.yaml").read()
tests = open("prometheus/ordermill.test.yaml").read() + open("prometheus/ordermill.days.test.yaml").read()
dashboard = json.load(open("grafana/dashboards/ordermill.json"))

expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
expressions += [annotation["expr"] for annotation in dashboard["annotations"]["list"]]
alerts = set(re.findall(r"- alert: (\w+)", rules))
faults = []

documented = set(re.findall(r"^### (\w+)$", readme, re.M))
faults += [f"{alert}: README.md does not say what to do" for alert in sorted(alerts - documented)]
faults += [f"{alert}: in README.md, and no alert" for alert in sorted(documented - alerts)]
fired = set(re.findall(r'alertname="(\w+)"', tests))
faults += [f"{alert}: no test makes it fire" for alert in sorted(alerts - fired)]

table = readme.split("## Metrics")[1].split("## Alerts")[0]
known = set(name for row in table.splitlines() if row.startswith("| ") for name in re.findall(r"`(\w+)`", row.split("|")[1]))
def metrics(expression):
    bare = re.sub(r'\{[^}]*\}|\[[^\]]*\]|"[^"]*"', " ", expression)
    bare = re.sub(r"\b(by|on|ignoring|group_left|group_right|without)\s*\([^)]*\)", " ", bare)
    return set(re.findall(r"\b[a-zA-Z_]\w*\b(?!\s*\()", bare)) - {"and", "or", "unless", "offset", "d", "h", "m", "group_left", "on", "by", "ignoring"}
rule_expressions = re.findall(r"expr: (?:>-\n)?((?:.|\n)*?)\n        (?:for|labels):", rules)
used = set().union(*(metrics(e) for e in expressions + rule_expressions)) - {f"{n}{u}" for n in (1, 15) for u in "dhm"}
faults += [f"{metric}: used, and not in README.md's table" for metric in sorted(used - known)]
faults += [f"{metric}: in README.md's table, and used nowhere" for metric in sorted(known - used)]

# Grafana's variables -> what promtool can read.
with open(sys.argv[1], "w") as out:
    out.write("groups:\n- name: dashboard\n  rules:\n")
    for n, expression in enumerate(expressions):
        expression = expression.replace("$__rate_interval", "5m").replace("$service", ".*")
        out.write(f"  - record: panel_{n}\n    expr: {json.dumps(expression)}\n")

print(f"{len(alerts)} alerts, {len(used)} metrics, {len(expressions)} expressions of the dashboard")
print("\n".join(faults))
sys.exit(bool(faults))
PY
promtool check rules "$work/dashboard.yaml"
