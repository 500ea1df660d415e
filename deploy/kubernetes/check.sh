#!/bin/sh
# Renders each overlay, and holds the topics of compose and Kubernetes against those of deploy/asyncapi.yaml.
set -eu
cd "$(dirname "$0")"

flow=$(sed -n 's/^    address: //p' ../asyncapi.yaml | sort)
compose=$(sed -n '/^topics="/,/^"/p; /^open="/p; /^compacted="/p' ../compose/topics.sh | sed 's/^[a-z]*="//; s/"//g' | tr -s ' \n' '\n\n' | sed '/^$/d' | sort)

same() {
    [ "$2" = "$flow" ] && return
    echo "the topics of $1 are not those of deploy/asyncapi.yaml:" >&2
    printf '%s\n' "$flow" "$2" | sort | uniq -u >&2
    exit 1
}

same deploy/compose/topics.sh "$compose"
for overlay in local production; do
    rendered=$(kubectl kustomize overlays/$overlay)
    same "overlay $overlay" "$(printf '%s\n' "$rendered" | sed -n 's/^  topicName: //p' | sort)"
    echo "overlay $overlay: $(printf '%s\n' "$rendered" | grep -c '^kind: ') objects"
done
