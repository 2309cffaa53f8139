"""What kind of issue, what role in the story, what is wanted, a complaint or not: labels and nothing more."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.sentence_labels import CLASSIFIER, SentenceLabels


@DefaultV1Recipe.register(CLASSIFIER, is_trainable=True)
class KindsClassifier(SentenceLabels):
    GROUP = "kinds"


@DefaultV1Recipe.register(CLASSIFIER, is_trainable=True)
class RolesClassifier(SentenceLabels):
    GROUP = "roles"


@DefaultV1Recipe.register(CLASSIFIER, is_trainable=True)
class WantedClassifier(SentenceLabels):
    GROUP = "wanted"


@DefaultV1Recipe.register(CLASSIFIER, is_trainable=True)
class ComplaintClassifier(SentenceLabels):
    GROUP = "complaint"
