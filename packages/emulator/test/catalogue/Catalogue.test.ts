import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { findTask, isDeployable, tasks } from "../../src/catalogue/Catalogue.ts"
import { vendorModels } from "../../src/catalogue/Vendors.ts"
import { call, chat, namedEventsOf, textOf } from "../Wire.ts"

// The public names of models. A reply must not contain any others.
const aliases = [
  "qwen-1",
  "qwen-vl-1",
  "qwen-vl-2",
  "llama-1",
  "mistral-2",
  "pixtral-1",
  "contract-kie-1",
  "contract-key-fields-open-1",
  "contract-key-fields-open-2",
  "qwen2.5-vl-1",
  "internvl-1",
  "pareta-distilled-kie-1"
]
const frontier = [
  "gpt-5.5",
  "gpt-4o",
  "claude-opus-4-7",
  "claude-sonnet-4-6",
  "gemini-3-1-pro",
  "gemini-3-5-flash",
  "gemini-x"
]

it("names models only by public aliases and vendor ids", () => {
  const open = new Set(tasks.flatMap((task) => task.candidates.map((candidate) => candidate.alias)))
  expect([...open].sort()).toEqual([...aliases].sort())
  expect(vendorModels.map((model) => model.id).sort()).toEqual([...frontier].sort())
  for (const task of tasks) for (const model of task.frontier) expect(frontier).toContain(model.id)
})

it("contains the tasks of the documentation", () => {
  for (const id of ["contract-key-fields", "invoice-extraction", "doc-classification", "document-extraction"]) {
    expect(tasks.filter(isDeployable).map((task) => task.id)).toContain(id)
  }
  expect(findTask("contract-key-fields")?.recommended).toBe("qwen-vl-2")
  expect(new Set(tasks.map((task) => task.id)).size).toBe(tasks.length)
})

it("is cheaper than the frontier for every request", () => {
  for (const task of tasks) {
    for (const { costPerRequestMicroUsd } of task.candidates) {
      const baseline = task.frontier[0]?.costPerRequestMicroUsd ?? Number.POSITIVE_INFINITY
      expect(costPerRequestMicroUsd).toBeLessThan(baseline)
    }
  }
})

it.each(tasks.filter(isDeployable).map((task) => task.id))("serves %s with its recommended model", async (id) => {
  const emulator = createEmulator()
  const deployed = namedEventsOf(await (await call(emulator, "POST", "/v1/endpoints", { task: id, name: "it" })).text())
  expect(deployed.at(-1)?.data.endpoint).toMatchObject({ model: findTask(id)?.recommended, status: "live" })
  expect(await textOf(chat(emulator, "Invoice: 12 contracts, total $40", { model: "it" }))).not.toBe("")
})
