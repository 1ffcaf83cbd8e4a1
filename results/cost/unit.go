package cost

// Unit is what a price is for one of, as the price list writes it.
type Unit string

// The units. GB is 10^9 bytes and GiB 2^30: a list that means the one and says the
// other is off by 7 %.
const (
	GB          Unit = "GB"
	GiB         Unit = "GiB"
	GBMonth     Unit = "GB-month"
	GiBMonth    Unit = "GiB-month"
	Hour        Unit = "hour"
	AZHour      Unit = "AZ-hour" // an hour of one endpoint in one zone
	Quarter     Unit = "15min"
	IOPSMonth   Unit = "IOPS-month"
	MBpsMonth   Unit = "MBps-month"
	Requests1k  Unit = "1000 requests"
	Requests10k Unit = "10000 requests"
)

// dimension is what a unit counts; prices of one dimension may be added up.
type dimension string

const (
	ofVolume     dimension = "bytes"
	ofStorage    dimension = "bytes kept for a month"
	ofHours      dimension = "hours"
	ofZoneHours  dimension = "hours in a zone"
	ofIOPS       dimension = "operations per second, for a month"
	ofThroughput dimension = "bytes per second, for a month"
	ofRequests   dimension = "requests"
)

// measures is what the unit counts, and how much of it one is; "" of a unit that is
// not known.
func (u Unit) measures() (dimension, float64) {
	switch u {
	case GB:
		return ofVolume, 1e9
	case GiB:
		return ofVolume, 1 << 30
	case GBMonth:
		return ofStorage, 1e9
	case GiBMonth:
		return ofStorage, 1 << 30
	case Hour:
		return ofHours, 1
	case Quarter:
		return ofHours, 0.25
	case AZHour:
		return ofZoneHours, 1
	case IOPSMonth:
		return ofIOPS, 1
	case MBpsMonth:
		return ofThroughput, 1e6
	case Requests1k:
		return ofRequests, 1e3
	case Requests10k:
		return ofRequests, 1e4
	}
	return "", 1
}

// dimension is what the unit counts; "" of one that is not known.
func (u Unit) dimension() dimension {
	of, _ := u.measures()
	return of
}

// in converts an amount in the dimension's base to the unit.
func (u Unit) in(amount float64) float64 {
	_, size := u.measures()
	return amount / size
}

// unitNames are all units, as messages list them.
func unitNames() []string {
	return []string{
		string(GB), string(GiB), string(GBMonth), string(GiBMonth), string(Hour), string(AZHour), string(Quarter),
		string(IOPSMonth), string(MBpsMonth), string(Requests1k), string(Requests10k),
	}
}
