// Passkeys at the desk. Every form that this serves can be completed without it, by a code.
//
// A button with data-passkey="<address>" asks that address what to ask the browser's passkeys, and sends its form with
// the answer in the field that data-passkey-field names. With data-passkey-new the browser makes a passkey instead.
// What is in data-passkey-area is shown where that works, and what is marked data-passkey-without where it does not.
"use strict";

(() => {
  const able = window.PublicKeyCredential
    && PublicKeyCredential.parseCreationOptionsFromJSON
    && PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!able) {
    return;
  }

  const optionsFrom = async (button) => {
    const token = button.form.elements.csrf_token.value;
    const answer = await fetch(button.dataset.passkey, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: token }),
      redirect: "error",
    });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  };

  const ask = async (button) => {
    const given = await optionsFrom(button);
    if (button.hasAttribute("data-passkey-new")) {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) });
  };

  const press = async (button) => {
    const problem = button.form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    // A passkey that the server then refuses would stay on the telephone, so what it needs is asked for first.
    if (button.hasAttribute("data-passkey-new") && !button.form.reportValidity()) {
      return;
    }
    button.disabled = true;
    try {
      const credential = await ask(button);
      button.form.elements[button.dataset.passkeyField].value = JSON.stringify(credential.toJSON());
      button.form.submit();
    } catch {
      // Closed, taking too long, refused or unknown: browsers tell no page which.
      problem.hidden = false;
      button.disabled = false;
      button.focus();
    }
  };

  for (const words of document.querySelectorAll("[data-passkey-without]")) {
    words.hidden = true;
  }
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    button.closest("[data-passkey-area]").hidden = false;
    button.addEventListener("click", () => press(button));
  }
})();
