/* Passkeys. A form with data-passkey="get" or "create" holds a hidden field "credential"; its button
   data-passkey-button appears only where the browser knows passkeys. The options come from a data block
   in the page (data-passkey-data) or, so that no page load begins anything, from a POST (data-passkey-from). */

const decode = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0)).buffer;
};

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBuffers = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));

async function options(form) {
  const { passkeyData, passkeyFrom } = form.dataset;
  if (passkeyData) return JSON.parse(document.getElementById(passkeyData).textContent);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const answer = await fetch(passkeyFrom, { method: "POST", headers });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function create(form) {
  const { publicKey } = await options(form).then((o) => o.creation_options ?? o);
  const chosen = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      authenticatorSelection: chosen,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: withBuffers(publicKey.excludeCredentials),
    },
  });
  return plain(made, {
    clientDataJSON: encode(made.response.clientDataJSON),
    attestationObject: encode(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function get(form) {
  const { publicKey } = await options(form).then((o) => o.request_options ?? o);
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      allowCredentials: withBuffers(publicKey.allowCredentials),
    },
  });
  return plain(found, {
    clientDataJSON: encode(found.response.clientDataJSON),
    authenticatorData: encode(found.response.authenticatorData),
    signature: encode(found.response.signature),
    userHandle: found.response.userHandle ? encode(found.response.userHandle) : null,
  });
}

function plain(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function wire(form) {
  const button = form.querySelector("[data-passkey-button]");
  const said = form.querySelector("[data-passkey-said]");
  for (const part of form.querySelectorAll("[data-passkey-part]")) part.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      const credential = await (form.dataset.passkey === "create" ? create(form) : get(form));
      form.elements.credential.value = JSON.stringify(credential);
      // "This is my own phone" stands once on the page, and counts for both ways in.
      const own = document.querySelector("form:not([data-passkey]) [name=own_device]");
      if (own?.checked && form.dataset.passkey === "get") form.append(own.cloneNode());
      form.submit();
    } catch {
      said.textContent = said.dataset.failed; // closed by the person, or no passkey here
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(wire);
