#!/bin/bash
# Renders each overlay and says, without a cluster, why it would not run: see check/src/main/java/ordermill/check. Then breaks
# what was rendered in many ways, one at a time, and sees that each is told: check/src/test.
set -euo pipefail
cd "$(dirname "$0")"

command -v kubectl >/dev/null || { echo "check.sh: skipped, there is no kubectl"; exit ${CI:+1}; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The broker that the tests run on.
kafka=$(sed -n 's/.*<kafka\.version>\(.*\)<.*/\1/p' ../../pom.xml)

../compose/topics.sh --print >"$work/topics"
for overlay in overlays/* database/cloudnative-pg database/cloudnative-pg-recovery; do
    kubectl kustomize "$overlay" >"$work/$(basename "$overlay").yaml"
done

# name component...: production with these.
with() {
    local name=$1
    shift
    mkdir "$work/overlay"
    printf 'namespace: ordermill\nresources: [%s]\ncomponents: [%s]\n' "$(realpath --relative-to "$work/overlay" overlays/production)" \
        "$(realpath --relative-to "$work/overlay" "$@" | paste -sd,)" >"$work/overlay/kustomization.yaml"
    kubectl kustomize "$work/overlay" >"$work/production-with-$name.yaml"
    rm -r "$work/overlay"
}
# Production has components/monitoring by itself. Of the two ways in, a cluster has one.
for component in components/*; do
    [ "$component" = components/monitoring ] || with "$(basename "$component")" "$component"
done
more=(components/{cloudnative-pg,node-local-dns,tracing})
with all-by-gateway components/dashboard "${more[@]}"
with all-by-ingress components/ingress components/dashboard-by-ingress "${more[@]}"

# Findings first: an edit cannot be seen in what is broken already.
../../mvnw -B -ntp -q -f check/pom.xml compile exec:java test -Ddeploy="$(dirname "$PWD")" -Drendered="$work" -Dkafka="$kafka"
