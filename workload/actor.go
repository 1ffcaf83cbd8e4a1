package workload

import (
	"math/bits"
	"time"
)

// population turns numbers and times into people.
//
// Users stand in a circle, in the order of a permutation; the active set is an
// arc of it that slides by Active users a Session. So a user is active for one
// Session in every lap of the circle, and laps number the user's sessions.
// Tenants own neighbouring user numbers, as many as their share.
type population struct {
	Population
	family  family
	order   permutation
	tenants zipf
	items   zipf
}

// actor is who acts: a user, and the number of the user's session.
type actor struct {
	user uint64
	lap  int64
}

func newPopulation(spec *Spec) population {
	f := familyOf(spec.Seed, domainPopulation, "")
	return population{
		Population: spec.Population,
		family:     f,
		order:      newPermutation(spec.Population.Users, f),
		tenants:    newZipf(spec.Population.Tenants),
		items:      newZipf(spec.Population.Items),
	}
}

// at returns the user whom 64 uniform bits choose from the active set at t.
func (p *population) at(t time.Duration, h uint64) actor {
	place, lap := p.slide(t, p.Active, p.Users, h)
	return actor{p.order.at(place), lap}
}

// ofTenant returns a user of a tenant: its users have an active set of their own,
// of Active users or all that it has, which slides as the whole one does. So a
// tenant in focus brings in more of its people than are usually active.
func (p *population) ofTenant(tenant uint64, t time.Duration, h uint64) actor {
	first, size := p.usersOf(tenant)
	place, lap := p.slide(t, min(p.Active, size), size, h)
	return actor{first + place, lap}
}

// slide returns a place in the arc of `active` places that at t has moved on from
// the start of a circle of `size` places, and the lap in which that place is.
func (p *population) slide(t time.Duration, active, size, h uint64) (place uint64, lap int64) {
	moved := int64(0)
	if p.Session > 0 {
		turns, rest := floorDiv(int64(t), int64(p.Session))
		hi, lo := bits.Mul64(uint64(rest), active)
		part, _ := bits.Div64(hi, lo, uint64(p.Session))
		moved = turns*int64(active) + int64(part)
	}
	lap, left := floorDiv(moved+int64(below(h, active)), int64(size))
	return uint64(left), lap
}

// floorDiv returns the quotient towards minus infinity and the rest, 0 <= rest < b.
func floorDiv(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient--
		rest += b
	}
	return quotient, rest
}

// tenantOf returns the tenant to which a user belongs.
func (p *population) tenantOf(user uint64) uint64 {
	if p.tenants.count == 1 {
		return 0
	}
	h, _ := bits.Div64(user, 0, p.Users)
	return p.tenants.quantile(h)
}

// usersOf returns the first user of a tenant and how many it has; 0 if it has none.
func (p *population) usersOf(tenant uint64) (first, size uint64) {
	first = p.firstUser(tenant)
	return first, p.firstUser(tenant+1) - first
}

// firstUser returns the least user whose tenant is at least the given one: the
// user numbers times 2^64 / Users that reach the tenant's first quantile.
func (p *population) firstUser(tenant uint64) uint64 {
	h, whole := p.tenants.from(tenant)
	if whole {
		return p.Users
	}
	hi, lo := bits.Mul64(h, p.Users)
	if lo > 0 {
		hi++
	}
	return hi
}
