//! Recorded results: fetched when they are looked at, unpacked by the first worker.

use super::Session;
use super::archive::Record;
use super::event::{Effect, Effects};
use super::part::Part;
use crate::message::Request;
use nearmiss::report::Recorded;
use serde_bytes::ByteBuf;

impl Session {
    pub(super) fn show_recorded(&mut self, name: &'static str) -> Effects {
        if self.archive.records.contains_key(name) {
            return Vec::new();
        }
        self.archive.records.insert(name, Record::Fetching);
        vec![Effect::FetchRecorded(name)]
    }

    pub(super) fn hear_fetched_record(&mut self, name: &'static str, bytes: Option<Vec<u8>>) -> Effects {
        self.archive.records.insert(name, bytes.map_or(Record::Absent, |bytes| Record::Unpacking(Part::new(bytes))));
        self.unpack_records()
    }

    /// Sends what is to be unpacked, once the first worker's code is there; to one that took its place, again.
    pub(super) fn unpack_records(&self) -> Effects {
        if !self.run.schedule.has_started(0) {
            return Vec::new();
        }
        let waiting = self.archive.records.iter().filter_map(|(name, record)| match record {
            Record::Unpacking(bytes) => {
                Some(Request::Unpack { name: name.to_string(), file: ByteBuf::from(bytes.to_vec()) })
            }
            _ => None,
        });
        waiting.map(|request| Effect::Send(0, request)).collect()
    }

    pub(super) fn hear_unpacked(&mut self, name: &str, json: Option<&str>) {
        if let Some(record) =
            self.archive.records.iter_mut().find(|(known, _)| **known == name).map(|(_, record)| record)
        {
            let recorded = json.and_then(Recorded::read);
            *record = recorded.map_or(Record::Absent, |recorded| Record::Here(Part::new(recorded)));
        }
    }
}
