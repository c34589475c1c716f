/** `rerank`: documents in the order of their relevance to a query. */
import type * as Effect from "effect/Effect"
import { type FieldNames, fieldsOf, requiredProse } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { modelsOf, numberOf, textOf } from "../wire/Fields.ts"
import { array, maybe, optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"

/** A result as sent on the wire: an element of `results` in the response of `POST /v1/rerank`. */
export interface RerankResultWire {
  readonly index?: number | null
  readonly relevance_score?: number | null
  readonly [key: string]: unknown
}

/** The response of `POST /v1/rerank` as sent on the wire. */
export interface RerankWire {
  readonly results?: ReadonlyArray<RerankResultWire> | null
  readonly model?: string | null
  readonly pairs?: number | null
  readonly [key: string]: unknown
}

/** The relevance of one document. */
export class RerankResult extends BaseModel<RerankResultWire> {
  /** The position of the document in the array that was sent, from 0; -1 if the server omits it. */
  readonly index: number
  /** How relevant the document is, between 0 and 1. Scores of different calls can be compared. 0 if omitted. */
  readonly relevanceScore: number

  constructor(wire?: RerankResultWire | null) {
    super(wire)
    this.index = numberOf(wire?.index) ?? -1
    this.relevanceScore = numberOf(wire?.relevance_score) ?? 0
  }
}

/** The result of `rerank`. */
export class Rerank extends BaseModel<RerankWire> {
  /** The results, most relevant first. */
  readonly results: Array<RerankResult>
  /** The model that scored; `null` if the server omits it. */
  readonly model: string | null
  /** How many documents were scored, which is what is billed; `null` if the server omits it. */
  readonly pairs: number | null

  constructor(wire?: RerankWire | null) {
    super(wire)
    this.results = modelsOf(wire?.results, RerankResult)
    this.model = textOf(wire?.model)
    this.pairs = numberOf(wire?.pairs)
  }

  /** Returns the documents in the order of the results. Pass the array that was sent, or one that belongs to it. */
  topDocuments<Document>(documents: ReadonlyArray<Document>): Array<Document> {
    return this.results.filter(({ index }) => index in documents).map(({ index }) => documents[index] as Document)
  }
}

/** The options of `rerank`. */
export interface RerankOptions {
  /** How many of the best results to return, at least 1. All documents are scored and billed. Default: all. */
  readonly topN?: number | null | undefined
}

/** The names of the options of `rerank`. */
export const rerankOptions: FieldNames<RerankOptions> = { topN: true }

/**
 * Scores documents by their relevance to a query: `POST /v1/rerank`. Billed by document. At most 1 000 documents; of
 * each, about the first 512 tokens count.
 */
export type RerankCall = (
  query: string,
  documents: ReadonlyArray<string>,
  options?: RerankOptions
) => Effect.Effect<Rerank, CallFailure>

/** Creates the operation. */
export const make =
  (api: Api): RerankCall =>
  (query, documents, options) =>
    api.json(
      "rerank",
      () => {
        requiredProse(query, "query")
        if (
          !Array.isArray(documents) ||
          documents.length === 0 ||
          !documents.every((each) => typeof each === "string")
        ) {
          throw new InvalidArgumentError("documents must be a non-empty array of strings")
        }
        const { topN } = fieldsOf(options, rerankOptions, "option")
        if (topN !== undefined && topN !== null && !(Number.isInteger(topN) && topN >= 1)) {
          throw new InvalidArgumentError("topN must be a positive integer")
        }
        return {
          method: "POST",
          path: "/v1/rerank",
          json: { query, documents, ...(topN ? { top_n: topN } : undefined) },
          isSlow: true
        }
      },
      decodeRerank
    )

/** The shape of a {@link RerankResultWire}. */
export const rerankResultShape: Shape<RerankResultWire> = /*#__PURE__*/ struct<RerankResultWire>({
  index: optionalNumber,
  relevance_score: optionalNumber
})

/** The shape of a {@link RerankWire}. */
export const rerankShape: Shape<RerankWire> = /*#__PURE__*/ struct<RerankWire>({
  results: /*#__PURE__*/ maybe(/*#__PURE__*/ array(rerankResultShape)),
  model: optionalText,
  pairs: optionalNumber
})

/** Decodes the response of `POST /v1/rerank`. */
export const decodeRerank = /*#__PURE__*/ decoderOf(rerankShape, ["results"], (wire) => new Rerank(wire))
