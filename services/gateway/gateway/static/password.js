// Shows and hides what is typed into the password fields of a form.
"use strict";

(function () {
  for (const place of document.querySelectorAll("[data-show-password]")) {
    const fields = place.closest("form").querySelectorAll("input[type=password]");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    place.append(button);

    const show = (shown) => {
      for (const field of fields) field.type = shown ? "text" : "password";
      button.textContent = shown ? place.dataset.hidePassword : place.dataset.showPassword;
    };
    button.addEventListener("click", () => show(fields[0].type === "password"));
    // A browser must not remember a password as ordinary text.
    place.closest("form").addEventListener("submit", () => show(false));
    show(false);
  }
})();
