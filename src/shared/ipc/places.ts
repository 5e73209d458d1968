import { z } from 'zod'

/** Where a machine is: addresses, networks and names, separated by commas or spaces (`shared/diagnosis/place-list`). */
const placeSchema = z.string().max(1000)

/** Who the gateway is and who API Management is, as the user says. */
export const placesSchema = z.strictObject({
  gateway: placeSchema.optional(),
  apim: placeSchema.optional(),
})
export type Places = z.infer<typeof placesSchema>

const portSchema = z.int().min(1).max(65535)

/** Source ports of the gateway, by its access log, each with the client's port of the same line where known. */
export const upstreamPortsSchema = z
  .array(z.strictObject({ client: portSchema.nullable(), upstream: portSchema }))
  .max(1000)
