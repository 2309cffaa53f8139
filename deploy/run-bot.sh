#!/bin/sh
# Starts Rasa with the model that was trained into the image.
exec python -m rasa run --interface 0.0.0.0 --port 5005 --model "$(python -m training --find)" \
    --credentials credentials.yml --endpoints endpoints.yml
