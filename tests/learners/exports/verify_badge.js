// Verifies a badge with the verifier of Digital Bazaar, which wrote parts of the specifications. Nothing is fetched: the
// key is in the issuer's identifier, and a suite with JCS needs no contexts but those that the package brings along.
const [, text] = process.argv;

(async () => {
  const vc = await import("@digitalbazaar/vc");
  const { DataIntegrityProof } = await import("@digitalbazaar/data-integrity");
  const { createVerifyCryptosuite } = await import("@digitalbazaar/eddsa-jcs-2022-cryptosuite");
  const { from: fromMultibase } = await import("@digitalbazaar/ed25519-multikey");
  const { driver } = await import("@digitalbazaar/did-method-key");
  const { contexts } = await import("@digitalbazaar/credentials-context");

  const keys = driver();
  keys.use({ multibaseMultikeyHeader: "z6Mk", fromMultibase });
  const documentLoader = async (documentUrl) => {
    if (documentUrl.startsWith("did:key:")) return { documentUrl, document: await keys.get({ url: documentUrl }) };
    if (contexts.has(documentUrl)) return { documentUrl, document: contexts.get(documentUrl) };
    throw new Error(`nothing is fetched: ${documentUrl}`);
  };
  const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
  const result = await vc.verifyCredential({ credential: JSON.parse(text), suite, documentLoader });
  const errors = (result.error?.errors ?? [result.error]).filter(Boolean).map(({ message }) => message);
  console.log(JSON.stringify({ verified: result.verified, errors }));
})();
