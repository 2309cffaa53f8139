FROM python:3.10-slim
WORKDIR /app/bot
COPY bot/requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY handoff/policy ../handoff/policy
COPY deploy ../deploy
COPY bot .
ENV PYTHONPATH=/app/bot/environment:/app/bot AMENDS_POLICY_DIR=/app/handoff/policy SQLALCHEMY_SILENCE_UBER_WARNING=1
RUN RASA_TELEMETRY_ENABLED=false python -m training
RUN useradd --system --create-home amends
USER amends
