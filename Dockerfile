# Build with:  docker build -t telnyx-verify-emulator .
# Run with:    docker run --rm -p 127.0.0.1:8374:8374 telnyx-verify-emulator
#
# For a build that is the same every time, name the base image by its digest, which `docker buildx imagetools inspect
# node:24-alpine` prints:  docker build --build-arg NODE_IMAGE=node:24-alpine@sha256:<digest> -t telnyx-verify-emulator .
ARG NODE_IMAGE=node:24-alpine

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# The image contains the package as it is published: the page, the documents and the skill are looked up beside dist.
RUN npm run build && tar -xzf "$(npm pack --silent --ignore-scripts)"

FROM ${NODE_IMAGE}
# The bundle of the command includes its dependencies; nothing is installed here.
COPY --from=build /build/package /app
# A folder that the unprivileged user can write to, for --data /data.
RUN mkdir /data && chown 1000:1000 /data
# The user `node` of the image by its number: Kubernetes' runAsNonRoot cannot check a name.
USER 1000:1000
ENV TVE_HOST=0.0.0.0 \
    TVE_PORT=8374
EXPOSE 8374
HEALTHCHECK --interval=5s --timeout=3s --start-period=1s \
  CMD ["node", "/app/dist/cli.cjs", "health"]
# Without a shell, node receives SIGTERM directly and shuts down gracefully.
ENTRYPOINT ["node", "/app/dist/cli.cjs"]
