//! What an attack has to be given.

/// What an attack sees of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// What is released of its answers.
    Confidences,
    /// Answers at full precision, where they are released.
    Logits,
    /// The predicted class.
    Label,
    /// All of it.
    Network,
}

impl Access {
    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            Access::Confidences => "confidences",
            Access::Logits => "logits, or confidences at full precision",
            Access::Label => "label only",
            Access::Network => "the network itself",
        }
    }

    /// Whether it makes a difference what a defence releases of the confidences.
    pub fn is_of_answers(self) -> bool {
        matches!(self, Access::Confidences | Access::Logits)
    }
}

/// Data that an attack takes beside the record and the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherData {
    /// None.
    None,
    /// Records of the attacker's own and one model trained on half of them, to set a strength or a threshold.
    OneModel,
    /// Records of the attacker's own and a few models trained on halves of them.
    SomeModels,
    /// Records of the attacker's own and many models trained on halves of them.
    ManyModels,
    /// Members and non-members themselves, each in half of many models of the attacker's.
    InOutModels,
    /// Complete records of other people.
    CompleteRecords,
    /// How frequent each value is, and the mean loss on the training set.
    Frequencies,
}

impl OtherData {
    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            OtherData::None => "none",
            OtherData::OneModel => "a model of the attacker's own, to set its strength or threshold",
            OtherData::SomeModels => "records of the attacker's own, some models",
            OtherData::ManyModels => "records of the attacker's own, many models",
            OtherData::InOutModels => "members and non-members, each in half of many models of the attacker's",
            OtherData::CompleteRecords => "complete records of other people",
            OtherData::Frequencies => "how frequent each value is; the mean training loss",
        }
    }

    /// Whether the attack learns from models of the attacker's own, and not a threshold alone.
    pub fn is_own_models(self) -> bool {
        matches!(self, OtherData::SomeModels | OtherData::ManyModels | OtherData::InOutModels)
    }

    /// Whether the attack can't be carried out without records of the attacker's own.
    pub fn is_own_records(self) -> bool {
        matches!(self, OtherData::SomeModels | OtherData::ManyModels)
    }
}

/// What an attack has to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// What it sees of the model.
    pub access: Access,
    /// Whether it is told the record's true class.
    pub label: bool,
    /// Data beside the record and the model.
    pub other_data: OtherData,
    /// Questions to the model for one record.
    pub n_queries: usize,
}

impl Needs {
    /// Whether it must be told which of a record and its near miss is the record, as nobody is in Definition 2: its own
    /// models were trained on the one and not on the other.
    pub fn needs_the_original(&self) -> bool {
        self.other_data == OtherData::InOutModels
    }
}
