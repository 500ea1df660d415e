#!/bin/bash
# Renders each overlay and says, without a cluster, why it would not run: see check/src/main/java/ordermill/check.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The broker that the tests run on.
kafka=$(sed -n 's/.*<kafka\.version>\(.*\)<.*/\1/p' ../../pom.xml)

../compose/topics.sh --print >"$work/topics"
for overlay in local production; do kubectl kustomize overlays/$overlay >"$work/$overlay.yaml"; done
kubectl kustomize overlays/database >"$work/database.yaml"
../../mvnw -B -ntp -q -f check/pom.xml compile exec:java -Dexec.args="$(dirname "$PWD") $kafka $work/topics $work"
