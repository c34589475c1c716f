/** The endpoints that can be called now (scenarios 1, 14, 18, 19). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const models = await pareta.models.list()
for (const model of models) {
  console.log(model.id, model.ownedBy)
}
// Nothing to close: the client owns no connections.
console.log(`${models.length} endpoints`)
