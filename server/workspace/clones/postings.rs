//! Which bodies hold which shingles.
//!
//! Eight bytes a posting: sorted columns for what a scan found, a small set beside them for what edits brought since.
//! Bodies that are gone stay listed until the columns are merged anew; whoever asks knows which ones live.

use std::collections::BTreeSet;

/// High bits of a hash that choose its bucket in the columns.
const BUCKET_BITS: u32 = 16;

/// Shingle hash -> bodies.
#[derive(Debug, Default)]
pub(super) struct Postings {
    hashes: Vec<u32>,
    bodies: Vec<u32>,
    /// Where each bucket of the columns begins.
    buckets: Vec<u32>,
    recent: BTreeSet<(u32, u32)>,
    /// Added by a scan and not sorted yet.
    loose: Vec<(u32, u32)>,
}

impl Postings {
    /// Adds a body during a scan; found only after the next [`Postings::settle`].
    pub(super) fn add_loose(&mut self, body: u32, hashes: &[u32]) {
        self.loose.extend(hashes.iter().map(|&hash| (hash, body)));
    }

    /// Adds a body.
    pub(super) fn add(&mut self, body: u32, hashes: &[u32]) {
        self.recent.extend(hashes.iter().map(|&hash| (hash, body)));
    }

    /// Whether there is something that only [`Postings::settle`] makes findable, or enough that it would pay.
    pub(super) fn is_unsettled(&self) -> bool {
        !self.loose.is_empty() || self.recent.len() > 0x4000 + self.hashes.len() / 16
    }

    /// Merges everything into the columns and leaves out what is gone.
    pub(super) fn settle(&mut self, is_alive: &dyn Fn(u32) -> bool) {
        let mut added = std::mem::take(&mut self.loose);
        added.extend(std::mem::take(&mut self.recent));
        added.sort_unstable();
        let total = self.hashes.len() + added.len();
        let (mut hashes, mut bodies) = (Vec::with_capacity(total), Vec::with_capacity(total));
        let mut added = added.into_iter().peekable();
        let mut push = |hash, body| {
            if is_alive(body) {
                hashes.push(hash);
                bodies.push(body);
            }
        };
        for (&hash, &body) in self.hashes.iter().zip(&self.bodies) {
            while let Some((hash, body)) = added.next_if(|&next| next < (hash, body)) {
                push(hash, body);
            }
            push(hash, body);
        }
        added.for_each(|(hash, body)| push(hash, body));
        hashes.shrink_to_fit();
        bodies.shrink_to_fit();
        self.buckets = vec![0; (1 << BUCKET_BITS) + 1];
        for hash in &hashes {
            self.buckets[(hash >> (32 - BUCKET_BITS)) as usize + 1] += 1;
        }
        for bucket in 1..self.buckets.len() {
            self.buckets[bucket] += self.buckets[bucket - 1];
        }
        (self.hashes, self.bodies) = (hashes, bodies);
    }

    /// The bodies that hold a shingle, those that are gone among them: from the scan, and since.
    pub(super) fn bodies(&self, hash: u32) -> (&[u32], impl Iterator<Item = u32> + Clone + '_) {
        let bucket = (hash >> (32 - BUCKET_BITS)) as usize;
        let range = match self.buckets.get(bucket..bucket + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        };
        let column = &self.hashes[range.clone()];
        let start = range.start + column.partition_point(|&known| known < hash);
        let end = start + self.hashes[start..range.end].partition_point(|&known| known == hash);
        let recent = self.recent.range((hash, 0)..=(hash, u32::MAX)).map(|&(_, body)| body);
        (&self.bodies[start..end], recent)
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        (self.hashes.capacity() + self.bodies.capacity() + self.buckets.capacity()) * 4
            + (self.recent.len() + self.loose.capacity()) * 8
    }
}
