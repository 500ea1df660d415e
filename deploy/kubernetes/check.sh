#!/bin/bash
# Renders each overlay and says, without a cluster, why it would not run: see check/src/main/java/ordermill/check.
set -euo pipefail
cd "$(dirname "$0")"

command -v kubectl >/dev/null || { echo "check.sh: skipped, there is no kubectl"; exit; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The broker that the tests run on.
kafka=$(sed -n 's/.*<kafka\.version>\(.*\)<.*/\1/p' ../../pom.xml)

../compose/topics.sh --print >"$work/topics"
for overlay in local production; do kubectl kustomize overlays/$overlay >"$work/$overlay.yaml"; done
kubectl kustomize overlays/database >"$work/database.yaml"
# Production with each component that it may have.
for component in components/*; do
    mkdir "$work/overlay"
    printf 'resources: [%s]\ncomponents: [%s]\n' \
        "$(realpath --relative-to "$work/overlay" overlays/production)" "$(realpath --relative-to "$work/overlay" "$component")" \
        >"$work/overlay/kustomization.yaml"
    [ "$component" = components/monitoring ] || kubectl kustomize "$work/overlay" >"$work/with-$(basename "$component").yaml"
    rm -r "$work/overlay"
done
../../mvnw -B -ntp -q -f check/pom.xml compile exec:java -Dexec.args="$(dirname "$PWD") $kafka $work/topics $work"
