"""The code's word and the regulation's word, once. Every screen takes its labels from here."""

from django.db.models import TextChoices


class State(TextChoices):
    DRAFT = "draft", "Đang soạn thảo"
    SUBMITTED = "submitted", "Đã trình, chờ tiếp nhận"
    APPRAISING = "appraising", "Đang thẩm định"
    RETURNED = "returned", "Yêu cầu bổ sung"
    CONSULTING = "consulting", "Đang lấy ý kiến"
    POSTED = "posted", "Đang công khai"
    AWAITING_COUNCIL = "awaiting_council", "Chờ Hội đồng họp"
    IN_COUNCIL = "in_council", "Hội đồng đang xét"
    ENDORSED = "endorsed", "Đạt, chờ trình ký"
    NOT_ENDORSED = "not_endorsed", "Hội đồng không đề nghị"
    AWAITING_SIGNATURE = "awaiting_signature", "Chờ ký"
    SIGNED = "signed", "Đã ký, chờ cấp số"
    WITH_HIGHER_BODY = "with_higher_body", "Đã trình cấp trên"
    GRANTED = "granted", "Đã có quyết định"
    REFUSED = "refused", "Không được khen thưởng"
    INELIGIBLE = "ineligible", "Không đủ điều kiện"
    WITHDRAWN = "withdrawn", "Đã rút hồ sơ"
    ON_HOLD = "on_hold", "Tạm dừng xét"
    REVOKED = "revoked", "Đã hủy quyết định, thu hồi"


class Role(TextChoices):
    UNIT_HEAD = "unit_head", "Thủ trưởng đơn vị"
    DRAFTER = "drafter", "Người soạn hồ sơ"
    NOMINEE = "nominee", "Người được đề nghị"
    OFFICE = "office", "Bộ phận thường trực"
    OFFICE_HEAD = "office_head", "Trưởng bộ phận thường trực"
    APPRAISER = "appraiser", "Người thẩm định"
    CHAIR = "chair", "Chủ tịch Hội đồng"
    VICE_CHAIR = "vice_chair", "Phó Chủ tịch Hội đồng"
    SECRETARY = "secretary", "Thư ký Hội đồng"
    MEMBER = "member", "Ủy viên Hội đồng"
    TALLY = "tally", "Tổ kiểm phiếu"
    DECIDER = "decider", "Người có thẩm quyền quyết định"
    DEPUTY = "deputy", "Cấp phó của người có thẩm quyền"
    CLERK = "clerk", "Văn thư"
    INSPECTOR = "inspector", "Người kiểm tra, giám sát"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"
    SYSTEM = "system", "Hệ thống"


# The people of an office do its daily acts; only appraising and heading it are posts of their own.
IMPLIED_ROLES: dict[str, tuple[str, ...]] = {
    Role.OFFICE_HEAD: (Role.OFFICE,),
    Role.APPRAISER: (Role.OFFICE,),
}
UNIT_ROLES = (Role.UNIT_HEAD, Role.DRAFTER)
SEAT_ROLES = (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.MEMBER, Role.TALLY)
# A stand-in does daily work; signing passes only by written authority (NĐ 30/2020 Đ.13) and a seat never passes.
SIGNING_ROLES = (Role.DECIDER, Role.DEPUTY)
POST_ROLES = (
    Role.UNIT_HEAD,
    Role.DRAFTER,
    Role.OFFICE,
    Role.OFFICE_HEAD,
    Role.APPRAISER,
    Role.DECIDER,
    Role.DEPUTY,
    Role.CLERK,
    Role.INSPECTOR,
    Role.ADMINISTRATOR,
)


class Level(TextChoices):
    UNIT = "unit", "Đơn vị"
    DEPARTMENT = "department", "Sở, ngành"
    PROVINCE = "province", "Tỉnh"
    MINISTRY = "ministry", "Bộ, ngành Trung ương"
    CENTRAL = "central", "Nhà nước"


class RelationKind(TextChoices):
    MANAGEMENT = "management", "Quản lý (tổ chức, cán bộ, quỹ lương)"
    SECTOR = "sector", "Ngành (chuyên môn, nghiệp vụ)"


class Nature(TextChoices):
    """A rehearsed or sample row is marked as such wherever it is shown and stays out of real numbers."""

    REAL = "real", "Chính thức"
    SAMPLE = "sample", "Dữ liệu mẫu"
    REHEARSAL = "rehearsal", "Diễn tập"


class Subject(TextChoices):
    INDIVIDUAL = "individual", "Cá nhân"
    COLLECTIVE = "collective", "Tập thể"
    BOTH = "both", "Cá nhân, tập thể"


class NomineeKind(TextChoices):
    PERSON = "person", "Cá nhân"
    UNIT = "unit", "Tập thể đơn vị"
    COLLECTIVE = "collective", "Tập thể khác"
    HOUSEHOLD = "household", "Hộ gia đình"


class AwardKind(TextChoices):
    TITLE = "title", "Danh hiệu thi đua"
    FORM = "form", "Hình thức khen thưởng"


class Evidence(TextChoices):
    TEXT = "T", "Theo luật"
    QUOTED = "Q", "Theo nguồn dẫn lại"
    LOCAL = "L", "Theo quy định của cơ quan"
    SECONDARY = "S", "Tham khảo, chưa có văn bản"
    MEMORY = "M", "Tham khảo, chưa có văn bản"


# A rule whose source was not read is advice and never blocks.
BLOCKING_EVIDENCE = (Evidence.TEXT, Evidence.QUOTED, Evidence.LOCAL)


class Verdict(TextChoices):
    """What a rule finds. Without a source that was read nothing is found to be met or not: it is advice."""

    MET = "met", "Đạt"
    NOT_MET = "not_met", "Không đạt"
    UNFOUNDED = "unfounded", "Chưa đủ căn cứ"
    NOTED = "noted", "Lưu ý"


class Family(TextChoices):
    """The seven ways in which units propose wrongly, and the two the door itself answers."""

    QUOTA = "quota", "Tỷ lệ"
    SUBJECT = "subject", "Đối tượng"
    FORM = "form", "Hình thức"
    AUTHORITY = "authority", "Thẩm quyền"
    STANDARD = "standard", "Tiêu chuẩn"
    PAPERS = "papers", "Thủ tục hồ sơ"
    TIMING = "timing", "Thời gian"
    STATE = "state", "Trạng thái"
    ROLE = "role", "Quyền thực hiện"


class Basis(TextChoices):
    """Who set a deadline: three things that no screen may mix up."""

    LAW = "law", "Theo quy định"
    PLAN = "plan", "Theo kế hoạch năm"
    OFFICE = "office", "Cơ quan đặt"


class Counting(TextChoices):
    WORKING = "working", "ngày làm việc"
    CALENDAR = "calendar", "ngày"


class RewardType(TextChoices):
    MERIT = "cong_trang", "Công trạng"
    SUDDEN = "dot_xuat", "Đột xuất"
    MOVEMENT = "phong_trao", "Phong trào thi đua, chuyên đề"
    CONTRIBUTION = "cong_hien", "Quá trình cống hiến"
    TENURE = "nien_han", "Niên hạn"
    FOREIGN = "doi_ngoai", "Đối ngoại"


class ProcedureType(TextChoices):
    REGULAR = "regular", "Thủ tục thông thường"
    SIMPLIFIED = "simplified", "Thủ tục đơn giản"


class SimplifiedGround(TextChoices):
    """Grounds of the simplified procedure: Luật 06/2022/QH15 Đ.85(1) [T]."""

    MOBILISATION = "van_dong", "Động viên kịp thời phong trào, cuộc vận động chính trị"
    SUDDEN = "dot_xuat", "Thành tích đột xuất, cứu người, giải thưởng khu vực hoặc thế giới"
    FOUND = "phat_hien", "Người đứng đầu phát hiện để khen thưởng"
    CONTRIBUTION = "cong_hien", "Cống hiến, niên hạn, đối ngoại"
    SECRET = "bi_mat", "Nội dung thuộc bí mật nhà nước"


class HandInKind(TextChoices):
    AWARDS = "awards", "Tờ trình đề nghị khen thưởng"
    REGISTRATION = "registration", "Đăng ký thi đua"
    INITIATIVES = "initiatives", "Đăng ký sáng kiến, đề tài"
    INTERIM = "interim", "Báo cáo sơ kết"
    FINAL = "final", "Báo cáo tổng kết"


class HandInOrigin(TextChoices):
    UNIT = "unit", "Đơn vị trình"
    PAPER = "paper", "Nhập hộ từ bản giấy"
    OFFICE = "office", "Cơ quan tự đề nghị"
    LOWER_BODY = "lower_body", "Cấp dưới trình"


class Carrier(TextChoices):
    HAND_IN = "hand_in", "Đi theo tờ trình"
    DOSSIER = "dossier", "Đi theo từng hồ sơ"


class Producer(TextChoices):
    NOMINEE = "nominee", "Cá nhân, tập thể được đề nghị"
    UNIT = "unit", "Đơn vị trình"
    OFFICE = "office", "Bộ phận thường trực"
    COUNCIL = "council", "Hội đồng"
    SYSTEM = "system", "Hệ thống"


class NeededBefore(TextChoices):
    SUBMIT = "submit", "Khi gửi hồ sơ"
    TABLE = "table", "Trước khi đưa ra Hội đồng"
    FORWARD = "forward", "Trước khi trình cấp trên"
    SIGN = "sign", "Trước khi ký"
