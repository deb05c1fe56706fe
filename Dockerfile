# Build: types are checked and the sources compiled.
FROM node:22-bookworm-slim AS build
WORKDIR /app
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY service service
RUN npm run build && npm prune --omit=dev --ignore-scripts

# Run: no compiler, no development packages, no root.
FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HTTP_HOST=0.0.0.0 HEALTH_PORT=8080 DATA_DIR=/data
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY service/escalate/prompt.md service/escalate/prompt.md
COPY taxonomy taxonomy
COPY model model
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "const ports = [process.env.HTTP_PORT || 8080, process.env.HEALTH_PORT].filter(Boolean); Promise.all(ports.map((port) => fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false))).then((ok) => process.exit(ok.includes(true) ? 0 : 1))"]
CMD ["node", "dist/main.js"]
