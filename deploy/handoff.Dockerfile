FROM node:20-slim AS browser-files
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY --from=browser-files /app/node_modules node_modules
COPY handoff handoff
COPY bot/data bot/data
RUN useradd --system amends && install -d -o amends var/spool var/media
USER amends
EXPOSE 8080
CMD ["python", "-m", "handoff", "serve"]
