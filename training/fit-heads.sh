#!/bin/sh
# Fits every bundled head again, with the encoders in models/encoders.
# $1: folder of recordings; $2: folder of recordings of the plant, made as training/README.md says;
# $3, if given: only the heads whose name contains it. TRIBUTARY names another launcher.
set -eu
data=$1
plant=$2
only=${3:-}
cd "$(dirname "$0")/.."

head() {
  name=$1
  shift
  case $name in *"$only"*) ;; *) return 0 ;; esac
  echo "== $name"
  "${TRIBUTARY:-./tributary}" train "$@" --out "models/heads/$name"
}

head actions-attention --pipeline pipelines/actions.yaml --task action --fusion attention --compare \
  --recording "$data/actions/train" --dropout 0 --weight-decay 0.003 --folds 4
head mvsa-attention --pipeline pipelines/mvsa.yaml --task sentiment --fusion attention --compare \
  --recording "$data/mvsa/train" --held-out "$data/mvsa/val" --dropout 0.5
head tweets-sentiment --pipeline pipelines/tweets.yaml --task sentiment --fusion early --class-balance 1 --batch 256 \
  --recording "$data/tweets/train" --held-out "$data/tweets/val"
head sst2-sentiment --pipeline pipelines/sst2.yaml --task sentiment --fusion early \
  --recording "$data/sst2/train" --held-out "$data/sst2/val"
head imdb-sentiment --pipeline pipelines/imdb.yaml --task sentiment --fusion early --batch 256 \
  --recording "$data/imdb/train"
head faces-emotion --pipeline pipelines/faces.yaml --task emotion --fusion early --batch 256 \
  --recording "$data/faces/train" --held-out "$data/faces/val"
head solar-defect --pipeline pipelines/solar.yaml --task defect --fusion early --batch 256 \
  --recording "$data/solar/train" --held-out "$data/solar/val"
head solar-anomaly --pipeline pipelines/solar.yaml --task anomaly --fusion early --batch 256 \
  --recording "$data/solar/train" --held-out "$data/solar/val"

recordings=
for seed in $(seq 140 155); do recordings="$recordings --recording $plant/plant-$seed"; done
for seed in $(seq 132 139); do recordings="$recordings --held-out $plant/plant-$seed"; done
# shellcheck disable=SC2086
head plant-anomaly --pipeline pipelines/plant.yaml --task anomaly --fusion attention --compare --class-balance 0.5 \
  $recordings
# shellcheck disable=SC2086
head plant-sentiment --pipeline pipelines/plant.yaml --task sentiment --fusion early --modalities message $recordings
