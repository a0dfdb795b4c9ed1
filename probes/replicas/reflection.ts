// @peculiar/x509 refuses to load without a metadata polyfill, which nothing of what is used of it here needs to answer.
const nothing = () => undefined
const missing = { getMetadata: nothing, getOwnMetadata: nothing, defineMetadata: nothing, hasOwnMetadata: () => false }
for (const [name, stub] of Object.entries(missing)) if (!(name in Reflect)) Object.assign(Reflect, { [name]: stub })
