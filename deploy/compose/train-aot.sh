#!/bin/sh
# Builds the images ordermill/<service>:aot with a cache of the real flow: everything is started, orders and rides go
# through, and each service writes what it learnt to <service>/target/app.aot, from where its image takes it.
# After ./mvnw package, with nothing of compose.yaml running. To use them: ORDERMILL_IMAGE=aot docker compose … up --wait
set -eu
cd "$(dirname "$0")/.."

services="orders transactions notifications analytics"
for service in $services; do rm -f ../$service/target/app.aot; done

TRAINING_USER=$(id -u):$(id -g)
export TRAINING_USER
training="docker compose -p ordermill-training -f compose.yaml -f compose/train-aot.yaml"
trap '[ $? = 0 ] || $training logs --no-color || :; $training down -v --remove-orphans >/dev/null 2>&1' EXIT

$training up --build --wait
for n in 1 2 3 4 5; do
    compose/place-an-order.sh
    curl -fsS -o /dev/null -X POST http://localhost:8080/ride -H 'Content-Type: application/json' \
        -d "{\"customer_id\":\"u1\",\"location\":{\"lat\":48.2$n,\"long\":16.37}}"
    for page in 8080/ 8083/ 9001/q/metrics; do curl -s -o /dev/null http://localhost:$page; done
done
for service in $services; do
    # One after the other: each puts its cache together with all processors.
    $training stop $service
    [ -s ../$service/target/app.aot ]
done
for service in $services; do
    docker build -f images/Dockerfile.aot --build-arg SERVICE=$service -t ordermill/$service:aot ../$service
done
