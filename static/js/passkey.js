/* A passkey is made or used by the browser; what it answers goes on in the form. */
const form = document.querySelector("form[data-passkey]");
if (form) run(form).catch(() => { document.querySelector("[data-passkey-failed]").hidden = false; });

async function run(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    options[list] = (options[list] || []).map((known) => ({ ...known, id: bytes(known.id) }));
  }
  if (options.user) options.user.id = bytes(options.user.id);
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey: options });
  form.elements.credential.value = JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response: answer(made.response),
    extensions: JSON.stringify(made.getClientExtensionResults()),
  });
  form.submit();
}

function answer(response) {
  const said = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    return { ...said, attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] };
  }
  return { ...said, authenticatorData: text(response.authenticatorData), signature: text(response.signature),
           userHandle: response.userHandle ? text(response.userHandle) : undefined };
}

function bytes(value) {
  return Uint8Array.from(atob(value.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
