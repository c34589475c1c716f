import { createEmulator } from "@pareta/emulator"
import { expect } from "vitest"
import { type Examples, missingKey, requests } from "../Example.ts"
import { tinyProxy } from "../tinyProxy.ts"
import { answer } from "./answer.ts"

export const clientExamples: Examples = {
  "bad-arguments": {
    prints: [
      "model is required (an endpoint id from endpoints.deploy)",
      "messages is required and must be non-empty",
      "messages is required and must be non-empty",
      "task is required",
      "endpoint id is required",
      "query is required",
      "items is required and must be non-empty",
      "models is required (the open candidates to evaluate)",
      "unknown frontier keyword 'cheapest' (use 'all'/'benchmarked'/'none' or a list)",
      missingKey,
      "requests sent: 0"
    ],
    seen: (emulator) => expect(emulator.log).toEqual([])
  },
  "call-timeout": {
    prepare: (emulator) => emulator.faults.script("chat", { stall: "before-head" }),
    holdsTimers: true,
    meanwhile: async (emulator, program) => {
      await program.until(() => emulator.log.length === 1)
      program.timeIsUp()
    },
    args: ["2000"],
    prints: [/^too slow: .*2000/],
    seen: (emulator) => expect(emulator.log).toHaveLength(1)
  },
  "client-options": {
    prints: ["defaults: 2 retries, 60000 ms", "retries: 4", "2 endpoints", "2 endpoints", "2 endpoints"]
  },
  "error-classes": {
    prints: [
      "a good call: no error",
      "an unknown endpoint: no such thing: endpoint 'ep_nowhere' not found",
      "an unknown task: refused by the platform: unknown task 'make-coffee'",
      "no model: not sent: model is required (an endpoint id from endpoints.deploy)",
      "a wrong key: check the key: invalid API key",
      "no server: no connection",
      /^a stopped endpoint: not ready, start it: endpoint 'ep_\w+' is stopped\.$/
    ]
  },
  "error-fields": {
    prints: [
      "name: NotFoundError",
      "message: endpoint 'ep_nowhere' not found",
      "status: 404",
      "detail: endpoint 'ep_nowhere' not found",
      /^request id: req_\w+$/,
      "operation: endpoints.retrieve after 1 attempt",
      /^response: 404 Not Found http:\/\/127\.0\.0\.1:\d+\/v1\/endpoints\/ep_nowhere$/
    ]
  },
  "error-recovery": {
    answers: { "": answer },
    prepare: (emulator) =>
      emulator.faults.script("chat", {}, {}, { status: 429, headers: { "retry-after": "0.05" }, detail: "slow down" }),
    prints: [
      "404: deploying again",
      "503: starting it",
      /^429: request req_\w+ can be retried in 0\.05 s$/,
      `answer: ${answer}`,
      missingKey
    ],
    seen: (emulator) =>
      expect(emulator.log.filter(({ route }) => route === "chat").map(({ status }) => status)).toEqual([
        404, 503, 429, 200
      ])
  },
  "models-list": { prints: ["ep_contract_kie_01 pareta", "ep_a1b2c3 pareta", "2 endpoints"] },
  "openai-client": {
    answers: { "": answer },
    prints: [
      answer,
      "the same from pareta: true",
      "models: ep_contract_kie_01, ep_a1b2c3",
      "openai: 404",
      "pareta: NotFoundError endpoint 'ep_nowhere' not found"
    ],
    seen: (emulator) => expect(emulator.log[0]?.headers["user-agent"]).toMatch(/^OpenAI\/JS/)
  },
  "base-urls": {
    beside: async () => {
      const emulator = createEmulator({ endpoints: [{ id: "ep_staging", task: "general-chat" }] })
      const server = await emulator.listen()
      return {
        url: `${server.url}//`,
        seen: () => expect(requests(emulator)).toEqual(["GET /v1/models"]),
        close: server.close
      }
    },
    prints: ["production: ep_contract_kie_01, ep_a1b2c3", "staging: ep_staging", "the same: true 2"],
    seen: (emulator) => expect(requests(emulator)).toEqual(["GET /v1/models", "GET /v1/models"])
  },
  "first-model": {
    prints: [/^ep_contract_kie_01: \{.*"parties":\["Acme Inc\.","Globex Ltd\.?"\]/, "nothing is live: deploy one first"]
  },
  "from-env": {
    prints: [
      "patient: 5 retries, 120000 ms",
      "key from the environment: true",
      "explicit: https://api-staging.pareta.ai true",
      "empty counts as unset: true true"
    ],
    seen: (emulator) => expect(emulator.log).toEqual([])
  },
  keys: {
    options: { keys: ["pareta_sk_test_examples"] },
    prints: ["2 endpoints", missingKey, missingKey, "401 invalid API key"],
    seen: (emulator) => expect(emulator.log.map(({ status }) => status)).toEqual([200, 401])
  },
  "out-of-credit": {
    options: { balanceMicroUsd: 7_000 },
    prints: [
      /^read: Acme Inc\. and Northwind Ltd\.?$/,
      /^read: Globex Ltd\. and Northwind Ltd\.?$/,
      /^read: Initech Inc\. and Northwind Ltd\.?$/,
      /^top up first: organization is out of credit/,
      /^top up first: organization is out of credit/
    ],
    seen: (emulator) => expect(emulator.log.map(({ status }) => status)).toEqual([200, 200, 200, 402, 402])
  },
  "plain-fetch": {
    answers: { "": answer },
    prints: ["models: true", `fetch: ${answer}`, `pareta: ${answer}`, "request: ep_a1b2c3"]
  },
  proxy: {
    answers: { "": answer },
    beside: tinyProxy,
    prints: [answer, "sdk eval set (1 items) 1"],
    seen: (emulator) =>
      expect(emulator.log[1]?.multipart).toMatchObject({ fields: { task_id: "intent-classification" } })
  },
  "raw-access": {
    prints: [
      "raw: chat.completion true",
      "by key: ep_a1b2c3",
      "or a default: standard",
      "inside: true",
      "as JSON: true"
    ]
  },
  retries: {
    prepare: (emulator) => {
      const busy = { status: 503, headers: { "retry-after": "0" }, detail: "busy" }
      emulator.faults.script("models", { ...busy, times: 5 }, {}, busy)
    },
    prints: [
      ...[1, 2, 3, 4, 5].map((attempt) => `models.list: attempt ${attempt}: busy`),
      "in the end: 2 endpoints",
      "once: busy after 1 attempt"
    ],
    seen: (emulator) => expect(emulator.log.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503, 200, 503])
  },
  "two-faces": {
    prints: ["promises: 2 endpoints", "effects: 2 endpoints"],
    seen: (emulator) => expect(requests(emulator)).toEqual(["GET /v1/models", "GET /v1/models"])
  }
}
