/** The vendor models that candidates are compared with. */

/** A vendor model. */
export interface VendorModel {
  readonly id: string
  readonly vendor: "openai" | "anthropic" | "google"
  readonly vision: boolean
  /** The list price in micro-USD per token. */
  readonly promptMicroUsdPerToken: number
  readonly completionMicroUsdPerToken: number
  readonly contextK: number
}

/** All vendor models, in the order they are listed. */
export const vendorModels: ReadonlyArray<VendorModel> = [
  vendorModel("claude-opus-4-7", "anthropic", true, 5, 25, 200),
  vendorModel("gpt-5.5", "openai", true, 5, 30, 400),
  vendorModel("gemini-3-1-pro", "google", true, 2, 12, 1000),
  vendorModel("claude-sonnet-4-6", "anthropic", true, 3, 15, 200),
  vendorModel("gpt-4o", "openai", true, 2.5, 10, 128),
  vendorModel("gemini-3-5-flash", "google", true, 0.5, 3, 1000),
  vendorModel("gemini-x", "google", false, 1, 5, 256)
]

/** The vendor model that savings are measured against. */
export const baselineVendorModel = "claude-opus-4-7"

/** Finds a vendor model by id. */
export const findVendorModel = (id: string): VendorModel | undefined => vendorModels.find((model) => model.id === id)

// A function declaration is hoisted. The list above calls it when the module is loaded.
function vendorModel(
  id: string,
  vendor: VendorModel["vendor"],
  vision: boolean,
  promptMicroUsdPerToken: number,
  completionMicroUsdPerToken: number,
  contextK: number
): VendorModel {
  return { id, vendor, vision, promptMicroUsdPerToken, completionMicroUsdPerToken, contextK }
}
