"""The image a person reads a captcha challenge from."""

from captcha.image import ImageCaptcha

WIDTH, HEIGHT = 240, 80


def captcha_png(text: str) -> bytes:
    return ImageCaptcha(width=WIDTH, height=HEIGHT).generate(text, format="png").getvalue()
