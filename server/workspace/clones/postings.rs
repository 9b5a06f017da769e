//! Which bodies hold which shingles.
//!
//! Six bytes a posting: sorted columns for what a scan found, small sets beside them for what edits brought and took
//! since. They are merged when it pays.

use std::collections::BTreeSet;
use std::ops::Range;

/// High bits of a hash choose its bucket in the columns, the low ones are written there.
const BUCKET_BITS: u32 = 16;

/// Shingle hash -> bodies.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Low half of the hash of each posting.
    hashes: Vec<u16>,
    bodies: Vec<u32>,
    /// Where each bucket of the columns begins.
    buckets: Vec<u32>,
    /// Not in the columns yet.
    recent: BTreeSet<(u32, u32)>,
    /// In the columns still.
    removed: BTreeSet<(u32, u32)>,
    /// Added by a scan and not sorted yet.
    loose: Vec<(u32, u32)>,
}

impl Postings {
    /// Adds a body during a scan; found only after the next [`Postings::settle`].
    pub(super) fn add_loose(&mut self, body: u32, hashes: &[u32]) {
        self.loose.extend(hashes.iter().map(|&hash| (hash, body)));
    }

    /// Adds a body to the holders of a shingle.
    pub(super) fn add(&mut self, body: u32, hash: u32) {
        if !self.removed.remove(&(hash, body)) {
            self.recent.insert((hash, body));
        }
    }

    /// Takes a body out of the holders of a shingle.
    pub(super) fn remove(&mut self, body: u32, hash: u32) {
        if !self.recent.remove(&(hash, body)) {
            self.removed.insert((hash, body));
        }
    }

    /// Whether there is something that only [`Postings::settle`] makes findable, or enough that it would pay.
    pub(super) fn is_unsettled(&self) -> bool {
        !self.loose.is_empty() || self.recent.len() + self.removed.len() > 0x4000 + self.hashes.len() / 16
    }

    /// Merges everything into the columns. Of what a scan added only `is_alive` counts.
    pub(super) fn settle(&mut self, is_alive: &dyn Fn(u32) -> bool) {
        let mut added = std::mem::take(&mut self.loose);
        added.retain(|&(_, body)| is_alive(body));
        added.extend(std::mem::take(&mut self.recent));
        added.sort_unstable();
        let removed = std::mem::take(&mut self.removed);
        let total = self.hashes.len() + added.len();
        let (mut hashes, mut bodies) = (Vec::with_capacity(total), Vec::with_capacity(total));
        let mut buckets = vec![0; (1 << BUCKET_BITS) + 1];
        let mut push = |(hash, body): (u32, u32)| {
            hashes.push(hash as u16);
            bodies.push(body);
            buckets[(hash >> (32 - BUCKET_BITS)) as usize + 1] += 1;
        };
        let mut added = added.into_iter().peekable();
        for bucket in 0..self.buckets.len().saturating_sub(1) {
            for at in self.bucket(bucket) {
                let known =
                    ((bucket as u32) << (32 - BUCKET_BITS) | u32::from(self.hashes[at]), self.bodies[at]);
                while let Some(next) = added.next_if(|&next| next < known) {
                    push(next);
                }
                if is_alive(known.1) && !removed.contains(&known) {
                    push(known);
                }
            }
        }
        added.for_each(push);
        for bucket in 1..buckets.len() {
            buckets[bucket] += buckets[bucket - 1];
        }
        hashes.shrink_to_fit();
        bodies.shrink_to_fit();
        (self.hashes, self.bodies, self.buckets) = (hashes, bodies, buckets);
    }

    fn bucket(&self, bucket: usize) -> Range<usize> {
        match self.buckets.get(bucket..bucket + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// The bodies from number `first` on that hold a shingle; `None` if all that hold it are more than `most`.
    pub(super) fn holders(
        &self,
        hash: u32,
        most: usize,
        first: u32,
    ) -> Option<impl Iterator<Item = u32> + '_> {
        let bucket = self.bucket((hash >> (32 - BUCKET_BITS)) as usize);
        let low = hash as u16;
        let start = bucket.start + self.hashes[bucket.clone()].partition_point(|&known| known < low);
        let length = self.hashes[start..bucket.end].partition_point(|&known| known == low);
        let all = (hash, 0)..=(hash, u32::MAX);
        let (recent, removed) = (self.recent.range(all.clone()), self.removed.range(all));
        let are_few = length + recent.clone().count() <= most + removed.count();
        are_few.then(|| {
            let kept = &self.bodies[start..start + length];
            let kept = kept[kept.partition_point(|&body| body < first)..].iter().copied();
            let kept =
                kept.filter(move |&body| self.removed.is_empty() || !self.removed.contains(&(hash, body)));
            kept.chain(self.recent.range((hash, first)..=(hash, u32::MAX)).map(|&(_, body)| body))
        })
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.hashes.capacity() * 2
            + (self.bodies.capacity() + self.buckets.capacity()) * 4
            + (self.recent.len() + self.removed.len() + self.loose.capacity()) * 8
    }
}
